import * as path from 'node:path';
import * as ts from 'typescript';
import type {
  ClassDescriptor,
  Descriptor,
  FieldDescriptor,
  FieldType,
  InterfaceDescriptor,
  LeafClass,
  OpaqueKind,
  PropsType,
} from '../../lib/profile/descriptor';
import { documentationOf } from './documentation';
import { readClass } from './read-class';

/** A descriptor, and for each of its classes the file that exports it. */
export interface ReadTypes {
  readonly descriptor: Descriptor;
  readonly files: ReadonlyMap<string, string>;
}

/** What an interface's and a class's reader ask of the types that they meet. */
export interface TypeReader {
  readonly checker: ts.TypeChecker;
  fieldType(type: ts.Type, where: string): FieldType;
  propsType(type: ts.Type, where: string): PropsType;
}

/**
 * Reads an interface and everything that it leads to, nearest first.
 *
 * @throws Error where a field has a type that a profile cannot have
 */
export function readTypes(file: string, root: string): ReadTypes {
  const program = ts.createProgram([file], compilerOptions());
  const checker = program.getTypeChecker();
  const interfaces: Record<string, InterfaceDescriptor> = {};
  const enums: Record<string, Record<string, string>> = {};
  const classes: Record<string, ClassDescriptor> = {};
  const files = new Map<string, string>();
  const met = new Map<string, ts.Symbol>();
  const waiting: (() => void)[] = [];

  const later = (symbol: ts.Symbol, read: () => void): string => {
    const earlier = met.get(symbol.name);
    if (earlier && earlier !== symbol) throw new Error(`Two types are called ${symbol.name}. Rename one.`);
    if (!earlier) {
      met.set(symbol.name, symbol);
      waiting.push(read);
    }
    return symbol.name;
  };

  const reader: TypeReader = {
    checker,
    propsType(type, where) {
      const symbol = type.getSymbol();
      const opaque = symbol && OPAQUE[symbol.name];
      if (opaque) return { kind: 'opaque', name: opaque };
      if (!symbol || !(symbol.flags & ts.SymbolFlags.Interface)) return unsupported(type, where);
      return {
        kind: 'interface',
        name: later(symbol, () => {
          interfaces[symbol.name] = readInterface(type, symbol, reader);
        }),
      };
    },
    fieldType(type, where) {
      if (type.flags & ts.TypeFlags.String) return { kind: 'string' };
      if (type.flags & ts.TypeFlags.Number) return { kind: 'number' };
      if (checker.typeToString(type) === 'boolean') return { kind: 'boolean' };
      const symbol = type.getSymbol();
      if (symbol && symbol.flags & ts.SymbolFlags.Enum) {
        const name = later(symbol, () => {
          enums[symbol.name] = readEnum(symbol, checker);
        });
        return { kind: 'enum', name };
      }
      if (checker.isArrayType(type)) {
        const [element] = checker.getTypeArguments(type as ts.TypeReference);
        return { kind: 'list', of: reader.fieldType(element, `${where}[]`) };
      }
      const entry = checker.getIndexInfoOfType(type, ts.IndexKind.String);
      if (entry) return { kind: 'map', of: reader.fieldType(entry.type, `${where}.*`) };
      if (symbol && symbol.flags & ts.SymbolFlags.Class) {
        if (LEAVES.has(symbol.name)) return { kind: 'leaf', name: symbol.name as LeafClass };
        const declaration = symbol.declarations?.find(ts.isClassDeclaration);
        if (!declaration || declaration.getSourceFile().isDeclarationFile) return unsupported(type, where);
        const name = later(symbol, () => {
          classes[symbol.name] = readClass(declaration, symbol, reader);
          files.set(symbol.name, declaration.getSourceFile().fileName);
        });
        return { kind: 'class', name };
      }
      return reader.propsType(type, where);
    },
  };

  reader.propsType(exportedType(program, file, root), root);
  for (let read = waiting.shift(); read; read = waiting.shift()) read();
  return { descriptor: { root, interfaces, enums, classes }, files };
}

const OPAQUE: Readonly<Record<string, OpaqueKind>> = {
  Parameters15: 'parameters',
  Parameters16: 'parameters',
  Parameters17: 'parameters',
  Parameters18: 'parameters',
  PgBouncerSettings: 'pgbouncerSettings',
};

const LEAVES: ReadonlySet<string> = new Set<LeafClass>(['Size', 'Duration', 'Cpu', 'Cron']);

function compilerOptions(): ts.CompilerOptions {
  const folder = path.join(__dirname, '../..');
  const { config } = ts.readConfigFile(path.join(folder, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
  return { ...options, noEmit: true, types: [] };
}

function exportedType(program: ts.Program, file: string, name: string): ts.Type {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
  if (!symbol) throw new Error(`${file} exports no ${name}.`);
  return checker.getDeclaredTypeOfSymbol(symbol);
}

function readInterface(type: ts.Type, symbol: ts.Symbol, reader: TypeReader): InterfaceDescriptor {
  const { documentation, see } = documentationOf(symbol, reader.checker);
  return {
    ...(documentation && { documentation }),
    ...(see && { see }),
    fields: reader.checker.getPropertiesOfType(type).map((field): FieldDescriptor => {
      const fieldType = reader.checker.getNonNullableType(reader.checker.getTypeOfSymbol(field));
      return {
        name: field.name,
        required: !(field.flags & ts.SymbolFlags.Optional),
        type: reader.fieldType(fieldType, `${symbol.name}.${field.name}`),
        ...documentationOf(field, reader.checker),
      };
    }),
  };
}

function readEnum(symbol: ts.Symbol, checker: ts.TypeChecker): Record<string, string> {
  const members = symbol.declarations?.filter(ts.isEnumDeclaration).flatMap(({ members: all }) => [...all]) ?? [];
  return Object.fromEntries(
    members.map((member) => {
      const value = checker.getConstantValue(member);
      if (typeof value !== 'string') throw new Error(`${symbol.name}.${member.name.getText()} is no text.`);
      return [member.name.getText(), value];
    }),
  );
}

function unsupported(type: ts.Type, where: string): never {
  throw new Error(`${where} has a type that a profile cannot have: ${type.symbol?.name ?? 'a union or a literal'}.`);
}
