// Which pipeline files say something about a file: those that define pipelines and reach it by imports. Cheap, for most files have none.
import type { ts } from "ts-morph";

/** A file that many pipelines use is seen from the first few of them; `zenc check` sees it from all. */
const most = 4;

/** Pipeline files, absolute: the file itself first, if it is one. */
export function pipelineFilesOf(file: string, program: ts.Program, typescript: typeof ts): readonly string[] {
  const asked = program.getSourceFile(file);
  if (!asked || !isAuthored(asked)) return [];
  const pipelines = program.getSourceFiles().filter((source) => isAuthored(source) && importsPipeline(source, typescript));
  const reaching = pipelines.filter((pipeline) => pipeline !== asked && reaches(pipeline, asked, program, typescript));
  const all = pipelines.includes(asked) ? [asked, ...reaching] : reaching;
  return all.slice(0, most).map(({ fileName }) => fileName);
}

const isAuthored = ({ isDeclarationFile, fileName }: ts.SourceFile): boolean =>
  !isDeclarationFile && !fileName.includes("/node_modules/") && !fileName.startsWith("^");

/** Whether it imports `pipeline` from "zenc", under whatever name. */
function importsPipeline(source: ts.SourceFile, typescript: typeof ts): boolean {
  if (!/["']zenc["']/.test(source.text)) return false;
  return source.statements.some((statement) => {
    if (!typescript.isImportDeclaration(statement) || textOf(statement.moduleSpecifier, typescript) !== "zenc") return false;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined) return false;
    if (!typescript.isNamedImports(bindings)) return true;
    return bindings.elements.some(({ name, propertyName }) => (propertyName ?? name).text === "pipeline");
  });
}

function reaches(from: ts.SourceFile, to: ts.SourceFile, program: ts.Program, typescript: typeof ts): boolean {
  const checker = program.getTypeChecker();
  const seen = new Set<ts.SourceFile>([from]);
  for (const source of seen) {
    if (source === to) return true;
    for (const statement of source.statements) {
      const imported = importedBy(statement, checker, typescript);
      if (imported && isAuthored(imported)) seen.add(imported);
    }
  }
  return false;
}

/** The file that an import, or an `export … from`, leads to. */
function importedBy(statement: ts.Statement, checker: ts.TypeChecker, typescript: typeof ts): ts.SourceFile | undefined {
  if (!typescript.isImportDeclaration(statement) && !typescript.isExportDeclaration(statement)) return undefined;
  const { moduleSpecifier } = statement;
  const symbol = moduleSpecifier && checker.getSymbolAtLocation(moduleSpecifier);
  return symbol?.declarations?.find((declaration) => typescript.isSourceFile(declaration));
}

const textOf = (node: ts.Node, typescript: typeof ts): string => (typescript.isStringLiteral(node) ? node.text : "");
