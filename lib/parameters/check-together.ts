import type { Finding } from '../findings';
import { SslMaxProtocolVersion, SslMinProtocolVersion } from './enums.generated';

type Values = Readonly<Record<string, unknown>>;

/** Parameters each of which is right, and with which together a server does not start. */
interface Clash {
  readonly names: readonly string[];
  occurs(values: Values): boolean;
  message(values: Values): string;
}

const PARTS_OF_STATEMENTS = ['logParserStats', 'logPlannerStats', 'logExecutorStats'] as const;

const clashes: readonly Clash[] = [
  {
    names: ['sslMinProtocolVersion', 'sslMaxProtocolVersion'],
    occurs: ({ sslMinProtocolVersion: min, sslMaxProtocolVersion: max }) =>
      min === SslMinProtocolVersion.TLSV1_3 && max === SslMaxProtocolVersion.TLSV1_2,
    message: ({ sslMinProtocolVersion: min, sslMaxProtocolVersion: max }) =>
      `no version of TLS is at least ${min} and at most ${max}. Leave sslMaxProtocolVersion out, or lower sslMinProtocolVersion.`,
  },
  ...PARTS_OF_STATEMENTS.map((part) => ({
    names: ['logStatementStats', part],
    occurs: (values: Values) => values.logStatementStats === true && values[part] === true,
    message: () => `logStatementStats has what ${part} has, and a server takes one of them. Leave one out.`,
  })),
];

/**
 * @param values what one server has
 * @param own those of them that stand at the path
 * @see https://www.postgresql.org/docs/current/runtime-config.html
 */
export function togetherFindings(values: Values, own: object, path: string): Finding[] {
  return clashes.flatMap(({ names, occurs, message }) => {
    const place = names.find((name) => Reflect.get(own, name) !== undefined);
    return place !== undefined && occurs(values) ? [{ path: `${path}.${place}`, message: message(values) }] : [];
  });
}
