// Intel Gaudi: `/dev/hl0` of its own driver, `/dev/accel/accel0` of the kernel's, where laptops have their NPUs too.
import { type Found, type Machine, nodesOf, textOf } from "./machine.js";

const habana = "0x1da3";

export function findGaudis(machine: Machine): Found {
  const own = nodesOf(machine, "dev", "hl");
  const shared = nodesOf(machine, "dev/accel", "accel").filter(
    (number) => textOf(machine, `sys/class/accel/accel${number}/device/vendor`) === habana,
  );
  const count = own.length > 0 ? own.length : shared.length;
  return { devices: Array.from({ length: count }, () => ({ kind: "gaudi" })), looked: [`/dev/hl* and /dev/accel/* (${count})`] };
}
