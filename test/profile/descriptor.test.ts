import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { FieldDescriptor, FieldType } from '../../lib/profile/descriptor';
import { classes, descriptor } from '../../lib/profile/descriptor.generated';
import { readTypes } from '../../scripts/descriptor/read-types';
import { generateDescriptor } from '../../scripts/generate-descriptor';

const root = path.join(__dirname, '../..');

function field(interfaceName: string, name: string): FieldDescriptor | undefined {
  return descriptor.interfaces[interfaceName].fields.find((candidate) => candidate.name === name);
}

function typesIn(type: FieldType): FieldType[] {
  return type.kind === 'list' || type.kind === 'map' ? [type, ...typesIn(type.of)] : [type];
}

const allFields = Object.values(descriptor.interfaces).flatMap(({ fields }) => fields);

describe('the descriptor', () => {
  test('is what the types say now', () => {
    const file = path.join(root, 'lib/profile/descriptor.generated.ts');
    expect(fs.readFileSync(file, 'utf8')).toBe(generateDescriptor());
  });

  test.each<[string, string, FieldDescriptor]>([
    [
      'Database',
      'owner',
      {
        name: 'owner',
        required: true,
        type: { kind: 'string' },
        documentation: 'The role that owns it, and its schema `public`.',
      },
    ],
    [
      'Database',
      'access',
      {
        name: 'access',
        required: false,
        type: { kind: 'map', of: { kind: 'enum', name: 'AccessLevel' } },
        documentation: 'What other roles may do in its schema `public`; covers what the owner creates later.',
        default: '- nobody but the owner',
      },
    ],
    [
      'Role',
      'memberOf',
      {
        name: 'memberOf',
        required: false,
        type: { kind: 'list', of: { kind: 'string' } },
        documentation: 'Roles of this profile, or predefined ones (`pg_monitor`), that it is a member of.',
        default: '- none',
      },
    ],
    [
      'Postgres16Props',
      'parameters',
      {
        name: 'parameters',
        required: false,
        type: { kind: 'opaque', name: 'parameters' },
        documentation: "The servers' parameters.",
        default: "- PostgreSQL's own",
        see: 'https://www.postgresql.org/docs/16/runtime-config.html',
      },
    ],
  ])('has what is written about %s.%s', (interfaceName, name, expected) => {
    expect(field(interfaceName, name)).toEqual(expected);
  });

  test('has inherited fields among an interface’s own', () => {
    expect(descriptor.interfaces.StandbySet.fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['toleratedLag', 'count', 'storage']),
    );
    expect(field('Postgres15Props', 'image')?.required).toBe(true);
  });

  test('does not cut a sentence off at an ellipsis', () => {
    expect(field('Role', 'sessionParameters')?.documentation).toMatch(/ALTER ROLE \.\.\. SET` takes them/);
  });

  test('says which props belong to which kind', () => {
    const kinds = (name: string) =>
      Object.fromEntries(descriptor.classes[name].kinds.map(({ kind, props }) => [kind, props.name]));
    expect(kinds('Topology')).toEqual({ replicated: 'ReplicatedTopology', single: 'SingleTopology' });
    expect(kinds('Secrets')).toEqual({ existing: 'ExistingSecretProps', external: 'ExternalSecretProps' });
    expect(kinds('ParameterOverrides')).toEqual({
      v15: 'parameters',
      v16: 'parameters',
      v17: 'parameters',
      v18: 'parameters',
    });
  });

  test('says how each kind is written, and what its factory always gives', () => {
    expect(descriptor.classes.Target.kinds.map(({ written, given }) => [written, given])).toEqual([
      ['Target.PRIMARY', undefined],
      ['Target.STANDBYS', undefined],
      ['Target.ALL_STANDBYS', undefined],
      ['Target.set(name)', ['set']],
    ]);
    expect(descriptor.classes.Peer.kinds.map(({ written }) => written)).toEqual([
      'Peer.namespace(name)',
      'Peer.pods(namespace, labels)',
      'Peer.cidr(cidr)',
    ]);
  });

  test('leads nowhere that it does not describe', () => {
    const described = {
      interface: Object.keys(descriptor.interfaces),
      enum: Object.keys(descriptor.enums),
      class: Object.keys(descriptor.classes),
    };
    for (const type of allFields.flatMap((one) => typesIn(one.type))) {
      if (type.kind === 'interface' || type.kind === 'enum' || type.kind === 'class') {
        expect(described[type.kind]).toContain(type.name);
      }
    }
    expect(Object.keys(classes).sort()).toEqual([...described.class].sort());
  });

  test('has a sentence about every required field, for the error where it is missing', () => {
    const silent = allFields.filter(({ required, documentation }) => required && !documentation);
    expect(silent).toEqual([]);
  });
});

describe('the generator', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'descriptor-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function read(source: string) {
    const file = path.join(folder, 'source.ts');
    fs.writeFileSync(file, source);
    return () => readTypes(file, 'Root').descriptor;
  }

  test.each([
    [
      'a union',
      'export interface Root { readonly a: string | number }',
      'Root.a has a type that a profile cannot have',
    ],
    [
      'a literal in a map',
      "export interface Root { readonly a: { readonly [name: string]: 'x' } }",
      'Root.a.* has a type',
    ],
    [
      'a factory that does not build by new',
      `export interface Root { readonly a: A }
       export class A { static of(): A { return A.made; } static made = new A('of', {});
         private constructor(readonly kind: string, readonly props: object) {} }`,
      'A.of must be made by new, with its kind as a literal and its props.',
    ],
  ])('refuses %s', (_, source, message) => {
    expect(read(source)).toThrow(message);
  });

  test('reads types that refer to themselves', () => {
    const { interfaces } = read('export interface Root { readonly children?: readonly Root[] }')();
    expect(interfaces.Root.fields[0].type).toEqual({ kind: 'list', of: { kind: 'interface', name: 'Root' } });
  });

  test('with --check writes nothing where the file is current, and else names it', () => {
    const copy = path.join(folder, 'copy');
    for (const part of ['lib/profile', 'lib/parameters', 'scripts/descriptor', 'tsconfig.json', 'package.json']) {
      fs.cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
    }
    for (const part of ['lib/findings.ts', 'lib/nearest.ts', 'lib/names.ts', 'scripts/generate-descriptor.ts']) {
      fs.cpSync(path.join(root, part), path.join(copy, part));
    }
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    const command = [require.resolve('ts-node/dist/bin'), 'scripts/generate-descriptor.ts', '--check'];
    execFileSync(process.execPath, command, { cwd: copy });

    const roles = path.join(copy, 'lib/profile/roles.ts');
    fs.writeFileSync(roles, fs.readFileSync(roles, 'utf8').replace('passwordKey?: string', 'secretKey?: string'));
    const generated = path.join(copy, 'lib/profile/descriptor.generated.ts');
    const before = fs.readFileSync(generated, 'utf8');
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: copy, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toBe('lib/profile/descriptor.generated.ts is stale. Run: npm run generate:descriptor\n');
    expect(fs.readFileSync(generated, 'utf8')).toBe(before);
  });
});
