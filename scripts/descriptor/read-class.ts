import * as ts from 'typescript';
import type { ClassDescriptor, KindDescriptor } from '../../lib/profile/descriptor';
import { documentationOf } from './documentation';
import type { TypeReader } from './read-types';

/**
 * The kinds of a class, from its static members: each makes its instance by `new TheClass('kind', ..., props)`, where
 * `props` is a parameter of the factory, or an object literal of its parameters.
 *
 * @throws Error where a static member does anything else
 */
export function readClass(declaration: ts.ClassDeclaration, symbol: ts.Symbol, reader: TypeReader): ClassDescriptor {
  const { documentation } = documentationOf(symbol, reader.checker);
  const statics = declaration.members.filter((member) =>
    ts.canHaveModifiers(member)
      ? ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
      : false,
  );
  return {
    ...(documentation && { documentation }),
    kinds: statics.map((member) => readKind(member, symbol.name, propsPosition(declaration), reader)),
  };
}

function propsPosition(declaration: ts.ClassDeclaration): number {
  const parameters = declaration.members.find(ts.isConstructorDeclaration)?.parameters ?? [];
  return parameters.findIndex(({ name }) => name.getText() === 'props');
}

function readKind(member: ts.ClassElement, className: string, position: number, reader: TypeReader): KindDescriptor {
  const where = `${className}.${member.name?.getText()}`;
  const [kind, props] = constructed(member, where, position);
  const { documentation } = documentationOf(
    reader.checker.getSymbolAtLocation(member.name as ts.Node) as ts.Symbol,
    reader.checker,
  );
  return {
    kind,
    written: ts.isMethodDeclaration(member) ? `${where}(${argumentsText(member, reader.checker)})` : where,
    ...(documentation && { documentation }),
    ...readProps(props, where, reader),
  };
}

function constructed(member: ts.ClassElement, where: string, position: number): [kind: string, props: ts.Expression] {
  const expression = returned(member);
  const [kind, props] =
    expression && ts.isNewExpression(expression) ? [expression.arguments?.[0], expression.arguments?.[position]] : [];
  if (!kind || !props || !ts.isStringLiteral(kind)) {
    throw new Error(`${where} must be made by new, with its kind as a literal and its props.`);
  }
  return [kind.text, props];
}

function returned(member: ts.ClassElement): ts.Expression | undefined {
  if (ts.isPropertyDeclaration(member)) return member.initializer;
  const last = ts.isMethodDeclaration(member) ? member.body?.statements.at(-1) : undefined;
  return last && ts.isReturnStatement(last) ? last.expression : undefined;
}

function argumentsText({ parameters }: ts.MethodDeclaration, checker: ts.TypeChecker): string {
  const [first] = parameters;
  const isObject = parameters.length === 1 && checker.getTypeAtLocation(first).flags & ts.TypeFlags.Object;
  return isObject ? '{ ... }' : parameters.map(({ name }) => name.getText()).join(', ');
}

function readProps(props: ts.Expression, where: string, reader: TypeReader): Pick<KindDescriptor, 'props' | 'given'> {
  if (!ts.isObjectLiteralExpression(props)) {
    return { props: reader.propsType(reader.checker.getTypeAtLocation(props), where) };
  }
  const names = props.properties.map(({ name }) => name?.getText() ?? '');
  const type = fittingType(props, names, where, reader.checker);
  const optional = names.filter((name) => {
    const field = type.getProperty(name);
    return field && field.flags & ts.SymbolFlags.Optional;
  });
  return { props: reader.propsType(type, where), ...(optional.length > 0 && { given: optional }) };
}

/** The interface that a literal is written for: of a union the one whose required fields it has. */
function fittingType(
  props: ts.ObjectLiteralExpression,
  names: readonly string[],
  where: string,
  checker: ts.TypeChecker,
): ts.Type {
  const expected = checker.getContextualType(props);
  const candidates = expected?.isUnion() ? expected.types : expected ? [expected] : [];
  const fitting = candidates.find((type) => {
    const fields = type.getProperties();
    return (
      names.every((name) => fields.some((field) => field.name === name)) &&
      fields.every((field) => names.includes(field.name) || field.flags & ts.SymbolFlags.Optional)
    );
  });
  if (!fitting) throw new Error(`${where}: its props fit none of the class's interfaces.`);
  return fitting;
}
