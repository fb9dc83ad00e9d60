import { Size } from 'cdk8s';
import type { Finding } from '../findings';
import { checkParameters, Special } from '../parameters';
import { fault, kibibytes, sizeText } from './figures';
import { childPath } from './paths';
import type { AnyParameters } from './postgres';
import type { PostgresProfile } from './profile';
import { isLeaf } from './shapes';

/** Parameters of the servers that PostgreSQL or Patroni would refuse, or that the platform decides. */
export function checkServerParameters({ postgres }: PostgresProfile): Finding[] {
  const { parameters = {} } = postgres.props;
  const path = 'postgres.parameters';
  return [...checkParameters(postgres.major, parameters, path), ...patroni(path, parameters)];
}

/** The parameters that sets have for themselves. */
export function checkParametersOfSets({ postgres, topology: { props } }: PostgresProfile): Finding[] {
  return Object.entries(('sets' in props && props.sets) || {}).flatMap(([name, { parameters }]) => {
    const path = `${childPath('topology.sets', name)}.parameters`;
    if (!parameters) return [];
    if (parameters.major !== postgres.major) {
      const message = `ParameterOverrides.v${parameters.major} do not fit Postgres.v${postgres.major}. Write ParameterOverrides.v${postgres.major}.`;
      return [{ path, message }];
    }
    return checkParameters(postgres.major, parameters.props, path, postgres.props.parameters);
  });
}

/** Parameters of Patroni's store: below the least Patroni runs with its own value, and only writes a line in the log. */
const PATRONI_LEAST = {
  maxConnections: { least: 25, own: 100 },
  maxLocksPerTransaction: { least: 32, own: 64 },
  maxReplicationSlots: { least: 4, own: 10 },
  maxWalSenders: { least: 3, own: 10 },
  maxWorkerProcesses: { least: 2, own: 8 },
} as const;

const WAL_KEEP_LEAST = Size.mebibytes(16);

function patroni(path: string, parameters: AnyParameters): Finding[] {
  const given = new Map<string, unknown>(Object.entries(parameters));
  const { walKeepSize } = parameters;
  const kept = walKeepSize instanceof Special ? Size.kibibytes(0) : walKeepSize;
  return [
    ...Object.entries(PATRONI_LEAST).flatMap(([name, { least, own }]) => {
      const value = given.get(name);
      return fault(
        typeof value === 'number' && value < least,
        `${path}.${name}`,
        `Patroni takes ${least} at least, and would run with ${own} instead of ${value}. Raise it.`,
      );
    }),
    ...(isSize(kept) && kibibytes(kept) < kibibytes(WAL_KEEP_LEAST)
      ? [
          {
            path: `${path}.walKeepSize`,
            message: `Patroni takes 16 MiB at least, and would run with 128 MiB instead of ${sizeText(kept)}. Raise it.`,
          },
        ]
      : []),
    ...fault(
      given.get('walLevel') === 'minimal',
      `${path}.walLevel`,
      'no standby can follow a primary that writes minimal WAL. Leave it out, or use WalLevel.REPLICA or WalLevel.LOGICAL.',
    ),
  ];
}

/** Its own check says it where it is none. */
function isSize(value: unknown): value is Size {
  return isLeaf('Size', value);
}
