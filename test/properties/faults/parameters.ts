import { Duration, Size } from 'cdk8s';
import { Image, majors, ParameterOverrides } from '../../../lib';
import { setsOf } from '../generator/context';
import { type Fault, pathOf, wrong, wrongAt } from './fault';
import { aPool, aSet, first, plainServer } from './needs';

const parameters = ['postgres', 'parameters'] as const;

/** Parameters of servers and settings of pools. */
export const PARAMETERS: readonly Fault[] = [
  {
    kind: 'a misspelt parameter',
    make: (profile) => wrong(profile, [...parameters, 'sharedBufers'], Size.gibibytes(1)),
    says: /has no parameter "sharedBufers"\. Did you mean "sharedBuffers"\?/,
  },
  {
    kind: 'a parameter out of its range',
    make: (profile) => wrong(profile, [...parameters, 'checkpointCompletionTarget'], 1.5),
    says: /1\.5 is above the range, which is 0 to 1\. Lower it to at most 1\./,
  },
  {
    kind: 'a time where a size belongs',
    make: (profile) => wrong(profile, [...parameters, 'workMem'], Duration.minutes(5)),
    says: /A Duration is not a Size\. Write a Size/,
    also: /NaN|too little/,
  },
  {
    kind: "a value that a parameter's list has not",
    make: (profile) => wrong(profile, [...parameters, 'logStatement'], 'dll'),
    says: /is none of its values: none, ddl, mod, all\. Did you mean "ddl"\?/,
  },
  {
    kind: "a parameter of the platform's",
    make: (profile) => wrong(profile, [...parameters, 'archiveTimeout'], Duration.minutes(5)),
    says: /The platform sets archiveTimeout: .*`backups\.physical\.archiveTimeout` sets it\./,
  },
  {
    kind: 'a parameter of another major',
    make: (profile) => {
      const newer = profile.postgres.major < 18;
      const [name, value] = newer ? ['ioWorkers', 3] : ['oldSnapshotThreshold', Duration.minutes(1)];
      return wrong(profile, [...parameters, String(name)], value);
    },
    says: /is new in PostgreSQL 18, and this is PostgreSQL 1[567]|was removed in PostgreSQL 17/,
  },
  {
    kind: "one of PostgreSQL's own under custom",
    make: (profile) =>
      wrongAt('postgres.parameters.custom["work_mem"]', profile, [...parameters, 'custom'], { work_mem: '4MB' }),
    says: /work_mem is PostgreSQL's own and has a type/,
  },
  {
    kind: 'a time zone that cannot be parsed',
    make: (profile) => wrong(profile, [...parameters, 'timeZone'], 'America/Sao Paulo'),
    says: /is no time zone\./,
  },
  {
    kind: 'TLS that no client can speak',
    make: (profile) => {
      const { parameters: said } = profile.postgres.props;
      const bounds = { sslMinProtocolVersion: 'TLSv1.3', sslMaxProtocolVersion: 'TLSv1.2' };
      const path = 'postgres.parameters.sslMinProtocolVersion';
      return wrongAt(path, profile, parameters, { ...said, ...bounds });
    },
    says: /no version of TLS is at least TLSv1\.3 and at most TLSv1\.2/,
  },
  {
    kind: 'ciphers that nobody knows',
    make: (profile) => wrong(profile, [...parameters, 'sslCiphers'], 'NONSENSE'),
    says: /is no list of ciphers in which OpenSSL knows one/,
  },
  {
    kind: 'huge pages, of which pods have none',
    make: (profile) => wrong(profile, [...parameters, 'hugePages'], 'try'),
    says: /dies of a bus error/,
  },
  {
    kind: 'more processes than a server can number',
    needs: [plainServer],
    make: (profile) => wrong(profile, [...parameters, 'maxWorkerProcesses'], 262_143),
    says: /and a server has at most 262143\. Lower it by \d+/,
  },
  {
    kind: 'fewer connections than Patroni takes',
    make: (profile) => wrong(profile, [...parameters, 'maxConnections'], 24),
    says: /Patroni takes 25 at least, and would run with 100 instead of 24/,
  },
  {
    kind: 'WAL that no standby can follow',
    make: (profile) => wrong(profile, [...parameters, 'walLevel'], 'minimal'),
    says: /no standby can follow/,
  },
  {
    kind: 'less WAL kept than Patroni takes',
    make: (profile) => wrong(profile, [...parameters, 'walKeepSize'], Size.mebibytes(8)),
    says: /Patroni takes 16 MiB at least/,
  },
  {
    kind: 'parameters of a set for another major',
    needs: [aSet],
    make: (profile) => {
      const sets = first(setsOf(profile));
      const other = majors.find((major) => major !== profile.postgres.major) ?? 15;
      return wrong(profile, ['topology', 'sets', sets, 'parameters'], ParameterOverrides[`v${other}`]({}));
    },
    says: /do not fit Postgres\.v\d\d/,
  },
  {
    kind: 'a setting that PgBouncer has not',
    needs: [aPool],
    make: (profile) => wrong(profile, ['pools', first(profile.pools), 'settings', 'defaultPoolSise'], 5),
    says: /has no setting "defaultPoolSise"\. Did you mean "defaultPoolSize"\?/,
  },
  {
    kind: "a setting that is the platform's",
    needs: [aPool],
    make: (profile) => wrong(profile, ['pools', first(profile.pools), 'settings', 'poolMode'], 'session'),
    says: /The platform sets pool_mode/,
  },
  {
    kind: 'a setting of a newer PgBouncer',
    needs: [aPool],
    make: (profile) => {
      const older = wrong(profile, ['images', 'pgbouncer'], Image.of('registry.example/pgbouncer', '1.23.1')).profile;
      return wrong(older, ['pools', first(profile.pools), 'settings', 'maxDbClientConnections'], 5);
    },
    says: /is new in PgBouncer 1\.24, and this is PgBouncer 1\.23/,
    also: /is new in PgBouncer/,
  },
  {
    kind: 'a misspelt session parameter of a role',
    make: (profile) =>
      wrongAt(
        pathOf(['roles', first(profile.roles), 'sessionParameters', 'statment_timeout']),
        profile,
        ['roles', first(profile.roles), 'sessionParameters'],
        { statment_timeout: '30s' },
      ),
    says: /no session parameter of PostgreSQL \d+\. Did you mean "statement_timeout"\?/,
  },
  {
    kind: "a session parameter that is the whole server's",
    make: (profile) =>
      wrongAt(
        pathOf(['databases', first(profile.databases), 'sessionParameters', 'shared_buffers']),
        profile,
        ['databases', first(profile.databases), 'sessionParameters'],
        { shared_buffers: '1GB' },
      ),
    says: /shared_buffers is the whole server's/,
  },
];
