import * as path from 'node:path';
import { ObjectStore, PartitionInterval, type PostgresProfile, Topology } from '../../lib';
import { dict } from '../../profiles/dict';
import { expand } from '../boot/harness/environment';
import { tiny } from '../profile/examples';
import { render } from './render';

/** A platform in whose names there is some text. */
function named(text: string): PostgresProfile {
  const role = (name: string) => ({ name: `${name}${text}`, passwordKey: name });
  const app = `app${text}`;
  const dumps = dict.backups?.dumps;
  if (!dumps) throw new Error('dict has no dumps');
  return {
    ...tiny,
    systemRoles: {
      superuser: role('root'),
      replication: role('follower'),
      rewind: role('rewinder'),
      monitoring: role('monitor'),
      lookup: role('finder'),
      dump: role('dumper'),
      maintenance: role('keeper'),
      migration: role('migrator'),
    },
    roles: { [app]: { passwordKey: 'app' } },
    databases: {
      [app]: {
        owner: app,
        partitions: { events: { interval: PartitionInterval.MONTH, premake: 2 } },
        migrations: { path: path.join(__dirname, '../../sql/agepar/agepar') },
      },
    },
    pools: { gate: { replicas: 2, databases: { entry: { database: app } } } },
    backups: {
      dumps: {
        ...dumps,
        destination: ObjectStore.s3({
          bucket: 'backups',
          prefix: `of/${text}`,
          region: 'us-east-1',
          credentials: { secret: 's3' },
        }),
      },
    },
    network: { ...tiny.network, objectStorage: { cidrs: ['0.0.0.0/0'], ports: [443] } },
    monitoring: dict.monitoring,
    accepts: {},
  };
}

function single(profile: PostgresProfile): PostgresProfile {
  const { props } = tiny.topology;
  if (!('members' in props)) throw new Error('tiny is one instance');
  const { resources, storage } = props.members;
  return { ...profile, topology: Topology.single({ resources, storage }) };
}

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: ReadonlyArray<{ readonly name: string; readonly value?: string }>;
}

/** What every container's programs see, as the kubelet gives it to them. */
function seen(profile: PostgresProfile): string[] {
  return render(profile).flatMap(({ kind, spec }) =>
    containersIn(spec).flatMap(({ name, command = [], args = [], env = [] }) => {
      const place = `${kind} ${name}`;
      const variables: Record<string, string> = { POD_NAME: 'pod-0', NAMESPACE: 'tiny' };
      const lines = env.flatMap(({ name: variable, value }) => {
        // Hashes are of the names too.
        if (value === undefined || /HASH/.test(variable)) return [];
        variables[variable] = expand(value, variables);
        return [`${place} ${variable}=${variables[variable]}`];
      });
      return [...lines, ...[...command, ...args].map((word) => `${place} ${expand(word, variables)}`)];
    }),
  );
}

function containersIn(value: unknown): Container[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'containers' || key === 'initContainers' ? (part as Container[]) : containersIn(part),
  );
}

describe.each([
  ['a replicated platform', (profile: PostgresProfile) => profile],
  ['one instance', single],
])('the containers of %s', (_title, shape) => {
  test.each(['$$', '$(PGUSER)', '$(NAMESPACE)', '$'])('see names with %s as the profile has them', (text) => {
    const plain = seen(shape(named('QQ')));
    expect(plain.filter((line) => line.includes('QQ')).length).toBeGreaterThan(15);
    const escaped = encodeURIComponent(text);
    expect(seen(shape(named(text)))).toEqual(
      plain.map((line) => line.replaceAll('QQ', () => (line.includes('DATA_SOURCE_NAME') ? escaped : text))),
    );
  });
});
