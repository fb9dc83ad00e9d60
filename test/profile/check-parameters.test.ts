import { Size } from 'cdk8s';
import { Extension, Special } from '../../lib';
import { WalLevel } from '../../lib/parameters';
import { dict } from '../../profiles/dict';
import { type Fault, findsFaults } from './change';

const parameter = (name: string) => ['postgres', 'parameters', name];

const PARAMETERS: readonly Fault[] = [
  [
    'a number where a size belongs',
    parameter('workMem'),
    16,
    'postgres.parameters.workMem',
    'The number 16 has no unit; the server would read 16 kB. Write Size.kibibytes(16), or the Size that you mean.',
  ],
  [
    'a parameter that is misspelt',
    parameter('sharedBufers'),
    Size.gibibytes(2),
    'postgres.parameters.sharedBufers',
    'PostgreSQL 16 has no parameter "sharedBufers". Did you mean "sharedBuffers"?',
  ],
  [
    'fewer WAL senders than Patroni takes',
    parameter('maxWalSenders'),
    2,
    'postgres.parameters.maxWalSenders',
    'Patroni takes 3 at least, and would run with 10 instead of 2. Raise it.',
  ],
  [
    'less WAL kept than Patroni takes',
    parameter('walKeepSize'),
    Size.mebibytes(8),
    'postgres.parameters.walKeepSize',
    'Patroni takes 16 MiB at least, and would run with 128 MiB instead of 8 MiB. Raise it.',
  ],
  [
    'no WAL kept, which Patroni does not take either',
    parameter('walKeepSize'),
    Special.DISABLED,
    'postgres.parameters.walKeepSize',
    'Patroni takes 16 MiB at least, and would run with 128 MiB instead of 0 KiB. Raise it.',
  ],
  [
    'WAL that no standby can follow',
    parameter('walLevel'),
    WalLevel.MINIMAL,
    'postgres.parameters.walLevel',
    'no standby can follow a primary that writes minimal WAL. Leave it out, or use WalLevel.REPLICA or WalLevel.LOGICAL.',
  ],
  [
    'an encryption that is broken',
    parameter('sslMinProtocolVersion'),
    'TLSv1.1',
    'postgres.parameters.sslMinProtocolVersion',
    '"TLSv1.1" is none of its values: TLSv1.2, TLSv1.3. Did you mean "TLSv1.2"?',
  ],
  [
    'a scheduler in two databases',
    ['databases'],
    {
      ...dict.databases,
      dict: { owner: 'dict_admin', extensions: [Extension.PG_CRON] },
      temporal: { owner: 'temporal_user', extensions: [Extension.PG_CRON] },
    },
    'databases.temporal.extensions',
    'pg_cron works in one database of a server, and dict, temporal name it. Keep it in one.',
  ],
];

describe('of parameters is refused', () => findsFaults(dict, PARAMETERS));
