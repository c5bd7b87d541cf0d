// tfjs names an optimizer's weights after variables that it numbers by counters of the process (`hidden/kernel_4/m`), so the same
// model made twice would differ. Here they are named after the model's own weights; tfjs reads them back by their order.
import type { WeightSpec } from "./tfjs.js";

/** `scale/gamma_4/m`: a variable, perhaps numbered, and what the optimizer keeps of it. */
const numbered = /^(.+)_\d+(\/[^/]+)$/;

/** The same specs in the same order, without the process's numbers. Names stay different from one another. */
export function steadyOptimizerNames(specs: readonly WeightSpec[]): readonly WeightSpec[] {
  const own = new Set(specs.filter(({ group }) => group !== "optimizer").map(({ name }) => name));
  const taken = new Set(own);
  return specs.map((spec) => {
    if (spec.group !== "optimizer") return spec;
    const [, variable, kept] = numbered.exec(spec.name) ?? [];
    const steady = variable !== undefined && own.has(variable) ? `${variable}${kept}` : spec.name;
    let name = steady;
    for (let number = 2; taken.has(name); number += 1) name = `${steady}_${number}`;
    taken.add(name);
    return { ...spec, name };
  });
}
