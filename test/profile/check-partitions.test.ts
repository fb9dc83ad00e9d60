import { AccessLevel, type PartitionedTable, PartitionInterval, PartitionRetire } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { change, type Fault, findsFaults } from './change';
import { tiny } from './examples';

const logs: PartitionedTable = { interval: PartitionInterval.DAY, premake: 7 };
const all: Required<PartitionedTable> = {
  interval: PartitionInterval.MONTH,
  premake: 3,
  retention: 12,
  retire: PartitionRetire.DROP,
  schema: 'archive',
  timeZone: 'America/Sao_Paulo',
};
const base = change(change(tiny, ['roles', 'owner'], { login: false }), ['databases', 'app'], {
  owner: 'owner',
  access: { app: AccessLevel.WRITE },
  schemas: { audit: {}, archive: {} },
  partitions: { logs, 'audit.events': all },
});
const place = (...rest: string[]) => ['databases', 'app', 'partitions', ...rest];

const FAULTS: readonly Fault[] = [
  [
    'a schema that is misspelt',
    place('audti.events'),
    logs,
    'databases.app.partitions["audti.events"]',
    'the schema "audti" is not declared. Did you mean "audit"?',
  ],
  [
    'partitions in a schema that nobody declares',
    place('logs', 'schema'),
    'elsewhere',
    'databases.app.partitions.logs.schema',
    'the schema "elsewhere" is not declared. Declare it in the database\'s schemas.',
  ],
  [
    'a name with two dots',
    place('app.audit.events'),
    logs,
    'databases.app.partitions["app.audit.events"]',
    '"app.audit.events" is neither a table nor schema.table. Write public.orders, or orders.',
  ],
  [
    'the same table twice',
    place('public.logs'),
    logs,
    'databases.app.partitions["public.logs"]',
    'it is the table that "logs" declares already. Keep one of them.',
  ],
  [
    "a name whose partitions' names would be cut off",
    place('x'.repeat(52)),
    logs,
    `databases.app.partitions.${'x'.repeat(52)}`,
    `its partitions would be called ${'x'.repeat(52)}_y2025m01d15, which has 64 bytes; PostgreSQL cuts names off after ` +
      "63. Make the table's name 1 bytes shorter.",
  ],
  [
    'nothing ahead',
    place('logs', 'premake'),
    0,
    'databases.app.partitions.logs.premake',
    '0 is no whole number of at least 1.',
  ],
  [
    'more ahead than a plan bears',
    place('logs', 'premake'),
    2_147_483_647,
    'databases.app.partitions.logs.premake',
    '2147483647 partitions ahead are more than 1000, and whoever reads the table without its key opens and locks each of ' +
      'them. Lower it.',
  ],
  [
    'a retention of nothing',
    place('audit.events', 'retention'),
    0,
    'databases.app.partitions["audit.events"].retention',
    '0 is no whole number of at least 1.',
  ],
  [
    'retiring without a retention',
    place('logs', 'retire'),
    PartitionRetire.DROP,
    'databases.app.partitions.logs.retire',
    'nothing is ever retired without a retention. Set retention, or remove it.',
  ],
  [
    'a table with a zero byte in its name',
    place('au\0dits'),
    logs,
    'databases.app.partitions["au\\u0000dits"]',
    'the name holds a control character. Choose another name.',
  ],
  [
    'a time zone that nobody knows',
    place('audit.events', 'timeZone'),
    'America/Sao_Paolo',
    'databases.app.partitions["audit.events"].timeZone',
    '"America/Sao_Paolo" is no time zone of IANA\'s. Did you mean "America/Sao_Paulo"?',
  ],
  [
    'a superuser as the owner, with whose rights maintenance would run',
    ['databases', 'app', 'owner'],
    'postgres',
    'databases.app.owner',
    'postgres is the superuser, and the database has partitions, whose maintenance has the rights of the owner. Make a role ' +
      'with `login: false` the owner, or remove the partitions.',
  ],
];

test('S3 a table says its interval and how far ahead, or everything', () => {
  expect(checkProfile(base)).toEqual([]);
});

test("a name may be as long as its partitions' names fit", () => {
  expect(checkProfile(change(base, place('x'.repeat(51)), logs))).toEqual([]);
  expect(checkProfile(change(base, place('x'.repeat(54)), all))).toEqual([]);
});

describe('faults of partitions', () => findsFaults(base, FAULTS));
