// Where authors' modules ask for their own place: a bundled step lies elsewhere, so the answer would be wrong.
import { ts } from "ts-morph";

/** The nodes of a module that read `import.meta` or the CommonJS names of its place. */
export function placesRead(source: ts.SourceFile): readonly ts.Node[] {
  if (!/import\.meta|__dirname|__filename/.test(source.text)) return [];
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isPlace(node)) found.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isPlace(node: ts.Node): boolean {
  if (ts.isIdentifier(node))
    return (node.text === "__dirname" || node.text === "__filename") && !ts.isPropertyAccessExpression(node.parent);
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isMetaProperty(node.expression) &&
    ["url", "dirname", "filename"].includes(node.name.text)
  );
}
