import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { compact } from './schema/compact';
import { CUSTOM_DEFINITIONS, CUSTOM_KINDS } from './schema/custom-kinds';
import { type JsonSchema, kubernetesSchemas } from './schema/kubernetes';

/** What a platform, or a chart beside it, plausibly renders. Each kind more costs time at every start. */
const KINDS = [
  ...['ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'Namespace', 'Pod'].map((kind) => `v1 ${kind}`),
  'v1 PersistentVolumeClaim',
  ...['StatefulSet', 'Deployment', 'DaemonSet'].map((kind) => `apps/v1 ${kind}`),
  ...['Job', 'CronJob'].map((kind) => `batch/v1 ${kind}`),
  'policy/v1 PodDisruptionBudget',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'networking.k8s.io/v1 NetworkPolicy',
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map((kind) => `rbac.authorization.k8s.io/v1 ${kind}`),
  'storage.k8s.io/v1 StorageClass',
  'scheduling.k8s.io/v1 PriorityClass',
];

const FILE = path.join(__dirname, '../lib/synth/schema.generated.js');

/**
 * Writes lib/synth/schema.generated.js: one compiled validator a kind. JavaScript, since ts-node would compile half a
 * megabyte again at every start; schema.generated.d.ts beside it tells its types. With `--check` it writes nothing, and
 * exits with 1 where the file would change.
 */
function main(args: readonly string[]): void {
  const code = generateSchema();
  const current = fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8') : '';
  if (code === current) return;
  if (args.includes('--check')) {
    console.error('lib/synth/schema.generated.js is stale. Run: npm run generate:schema');
    process.exitCode = 1;
  } else fs.writeFileSync(FILE, code);
}

/** The generated file's text. */
export function generateSchema(): string {
  const kubernetes = kubernetesSchemas(KINDS);
  const definitions = { ...kubernetes.definitions, ...CUSTOM_DEFINITIONS };
  const kinds = { ...kubernetes.kinds, ...CUSTOM_KINDS };
  return [
    '// Made by scripts/generate-schema.ts; edits are lost. Apache-2.0, from the types of cdk8s-plus-28.',
    compiled(definitions, kinds),
    `exports.validators = {${Object.entries(kinds).map(([kind, type]) => `${JSON.stringify(kind)}: exports.${type}`)}};`,
    `exports.kinds = ${JSON.stringify(kinds)};`,
    `exports.fields = ${JSON.stringify(fieldTypes(definitions))};`,
    `exports.renamed = ${JSON.stringify(kubernetes.renamed)};`,
    `exports.known = ${JSON.stringify(kubernetes.known)};`,
    '',
  ].join('\n');
}

function compiled(definitions: Readonly<Record<string, JsonSchema>>, kinds: Readonly<Record<string, string>>): string {
  const ajv = new Ajv({
    schemas: [{ $id: 'k', definitions }],
    allErrors: true,
    inlineRefs: false,
    messages: false,
    strictTypes: true,
    allowUnionTypes: true,
    code: { source: true, optimize: 2 },
  });
  const references = Object.values(kinds).map((kind) => [kind, `k#/definitions/${kind}`] as const);
  const code = standaloneCode(ajv, Object.fromEntries(references));
  if (code.includes('require(')) throw new Error('The validators need a helper of ajv, which is absent at run time.');
  return compact(code);
}

type FieldTypes = Record<string, Record<string, string>>;

/** Of each type its fields, each with the type that it leads to: in which a misspelt field finds its neighbor. */
function fieldTypes(definitions: Readonly<Record<string, JsonSchema>>): FieldTypes {
  const types: FieldTypes = {};
  for (const [name, schema] of Object.entries(definitions)) addFields(name, schema, types);
  return types;
}

function addFields(type: string, schema: JsonSchema, types: FieldTypes): void {
  if (schema.additionalProperties !== false) return;
  const fields = Object.entries(schema.properties as Record<string, JsonSchema>);
  types[type] = Object.fromEntries(fields.map(([field, value]) => [field, typeOf(`${type}.${field}`, value, types)]));
}

/** The definition's name, or, of a type written in place, its path. Empty where it has no fields. */
function typeOf(path: string, schema: JsonSchema, types: FieldTypes): string {
  const element = (schema.items ?? schema) as JsonSchema;
  if (element.$ref) return String(element.$ref).replace('#/definitions/', '');
  addFields(path, element, types);
  return types[path] ? path : '';
}

if (require.main === module) main(process.argv.slice(2));
