import { Size } from 'cdk8s';
import { type Fault, wrong } from './fault';
import { aPool, certManager, first } from './needs';

/** What is no profile, by its fields and their types. */
export const STRUCTURE: readonly Fault[] = [
  {
    kind: 'a field that a profile has not',
    make: (profile) => wrong(profile, ['database'], {}),
    says: /has no field "database"\. Did you mean "databases"\?/,
  },
  {
    kind: 'a field that a nested object has not',
    make: (profile) => wrong(profile, ['topology', 'members', 'replicas'], 3),
    says: /has no field "replicas"/,
  },
  {
    kind: 'a required field that is missing',
    make: (profile) => wrong(profile, ['tls'], undefined),
    says: /^is missing\./,
  },
  {
    kind: 'null where nothing would do',
    make: (profile) => wrong(profile, ['names'], null),
    says: /^is null; leave it out/,
  },
  {
    kind: 'a text where a number belongs',
    make: (profile) => wrong(profile, ['topology', 'members', 'count'], '2'),
    says: /^is the text "2"; write 2\./,
  },
  {
    kind: 'a number where a size belongs',
    make: (profile) => wrong(profile, ['topology', 'members', 'storage', 'size'], 100),
    says: /^is the number 100; write Size\.gibibytes\(100\)\./,
  },
  {
    kind: 'a number where a duration belongs',
    needs: [certManager],
    make: (profile) => wrong(profile, ['tls', 'duration'], 90),
    says: /^is the number 90; write Duration/,
  },
  {
    kind: 'not a number',
    make: (profile) => wrong(profile, ['topology', 'members', 'count'], Number.NaN),
    says: /^is NaN/,
  },
  {
    kind: 'a size of not a number',
    make: (profile) => wrong(profile, ['topology', 'members', 'storage', 'size'], Size.gibibytes(Number.NaN)),
    says: /^is a Size of NaN KiB/,
  },
  {
    kind: 'a value that an enum has not',
    needs: [aPool],
    make: (profile) => wrong(profile, ['pools', first(profile.pools), 'mode'], 'transactions'),
    says: /Did you mean PoolMode\.TRANSACTION\?/,
  },
  {
    kind: 'an object where an instance belongs',
    make: (profile) => wrong(profile, ['topology'], { members: { count: 2 } }),
    says: /^is a plain object; write Topology\.replicated/,
  },
  {
    kind: 'a list where a map belongs',
    make: (profile) => wrong(profile, ['roles'], []),
    says: /^is a list; write an object with an entry for each name/,
    also: /role|login/,
  },
  {
    kind: 'a text where a list belongs',
    make: (profile) => wrong(profile, ['monitoring', 'databases'], first(profile.databases)),
    says: /write a list/,
  },
];
