import * as path from 'node:path';
import * as ts from 'typescript';

const folder = path.join(__dirname, '../..');
const file = path.join(__dirname, 'typed.example.ts');

test('a misspelt, removed, future, owned or wrongly typed parameter does not compile', () => {
  expect(errorsOf('export const p: Parameters16 = { maxConnections: 200, workMem: Size.mebibytes(4) };')).toEqual([]);
  expect(errorsOf('export const p: Parameters16 = { maxConections: 200 };')).toEqual([
    "Object literal may only specify known properties, but 'maxConections' does not exist in type 'Parameters16'. Did you mean to write 'maxConnections'?",
  ]);
  expect(errorsOf('export const p: Parameters18 = { oldSnapshotThreshold: Special.DISABLED };')).toEqual([
    "Object literal may only specify known properties, and 'oldSnapshotThreshold' does not exist in type 'Parameters18'.",
  ]);
  expect(errorsOf('export const p: Parameters15 = { transactionTimeout: Special.DISABLED };')).toHaveLength(1);
  expect(errorsOf('export const p: Parameters16 = { port: 5433 };')).toHaveLength(1);
  expect(errorsOf('export const p: Parameters16 = { workMem: 4 };')).toEqual([
    "Type 'number' is not assignable to type 'Size'.",
  ]);
  expect(errorsOf("export const p: Parameters16 = { walLevel: 'replica' };")).toHaveLength(1);
  expect(errorsOf('export const p: Parameters18 = { extensions: { cron: { databaseName: "x" } } };')).toHaveLength(1);
});

function errorsOf(body: string): string[] {
  const source = [
    "import { Size } from 'cdk8s';",
    "import { Special, type Parameters15, type Parameters16, type Parameters18 } from '../../lib/parameters';",
    body,
    'export const used = [Size, Special];',
    'export type Used = [Parameters15, Parameters16, Parameters18];',
  ].join('\n');
  const program = ts.createProgram({ rootNames: [file], options, host: hostWith(source), oldProgram: previous });
  previous = program;
  const own = program.getSourceFile(file);
  return ts
    .getPreEmitDiagnostics(program, own)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(folder, 'tsconfig.json'), ts.sys.readFile).config,
  { ...ts.sys, readDirectory: () => [] },
  folder,
);

let previous: ts.Program | undefined;

function hostWith(source: string): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  return {
    ...host,
    fileExists: (name) => name === file || fileExists(name),
    getSourceFile: (name, ...rest) =>
      name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest),
  };
}
