import { Duration, Size } from 'cdk8s';
import { parse } from 'yaml';
import { AccessLevel, type PostgresProfile, WithoutStandbys } from '../../lib';
import { resolve } from '../../lib/profile/resolve';
import { patroniStore, wireMembers, wireSets } from '../../lib/wiring/instances';
import { wireParametersJob } from '../../lib/wiring/parameters-job';
import { dict } from '../../profiles/dict';
import { parameters } from '../formats/conf-lines';
import { change, without } from '../profile/change';
import { techcorp } from '../profile/techcorp';

/** Database, role and address of each line over the network. */
function network(profile: PostgresProfile): string[] {
  const hba = wireMembers(resolve(profile)).files.files['pg_hba.conf'] ?? '';
  return hba.split('\n').flatMap((line) => /^hostssl (.*?) {2}scram/.exec(line)?.[1]?.replaceAll(/ +/g, ' ') ?? []);
}

describe('pg_hba.conf of a platform', () => {
  test('D3 has a line for each role of dict, to the databases that it has something to do in', () => {
    expect(network(dict)).toEqual([
      'replication replicator all',
      'postgres rewind all',
      'all dict_admin all',
      'all postgres_exporter all',
      'dict_connect,dict_core,temporal pgbouncer_lookup all',
      'all dump all',
      'dict_core partition_maintenance all',
      'dict_core migration all',
      'dict_core dict_core_user all',
      'dict_connect dict_connect_user all',
      'temporal temporal_user all',
    ]);
  });

  test('has no line for a part that the profile does not have', () => {
    const bare = without(dict, 'pools', 'backups');
    expect(network(bare).filter((line) => /lookup|dump/.test(line))).toEqual([]);
  });

  test('T8 follows rights through groups, and lets direct clients into what they name', () => {
    const lines = network(techcorp).slice(-4);
    expect(lines).toEqual([
      'techcorp order_service 10.8.0.0/14',
      'techcorp payment_service 10.8.0.0/14',
      'techcorp analyst 10.8.0.0/14',
      'techcorp analyst 10.20.0.0/16',
    ]);
    const grouped = change(dict, ['roles', 'auditor'], { memberOf: ['readers'] });
    const readers = change(change(grouped, ['roles', 'readers'], { login: false }), ['databases', 'dict', 'access'], {
      readers: AccessLevel.READ,
    });
    expect(network(readers)).toContain('dict auditor all');
  });

  test('lets in pods alone where their addresses are said, and direct clients at theirs', () => {
    const pods = network(change(techcorp, ['network', 'podCidrs'], ['10.244.0.0/16', 'fd00:10::/48']));
    expect(pods.filter((line) => line.endsWith(' all'))).toEqual([]);
    expect(pods.slice(0, 2)).toEqual(['replication replicator 10.244.0.0/16', 'replication replicator fd00:10::/48']);
    expect(pods.filter((line) => line.endsWith('10.20.0.0/16'))).toEqual(['techcorp analyst 10.20.0.0/16']);
  });

  test('a database that is called like a key word opens no other', () => {
    const odd = change(change(dict, ['databases', 'all'], { owner: 'odd' }), ['roles', 'odd'], {});
    expect(network(odd).slice(-1)).toEqual(['"all" odd all']);
  });
});

describe('the groups of instances', () => {
  const resolved = resolve(techcorp);
  const members = wireMembers(resolved);
  const [replica, analytics] = wireSets(resolved);

  test('T1 are the members and each set, with pods and files of their own', () => {
    expect(members.pods).toEqual(['techcorp-0', 'techcorp-1']);
    expect(replica?.pods).toEqual(['techcorp-replica-0', 'techcorp-replica-1']);
    expect(analytics?.pods).toEqual(['techcorp-analytics-0']);
    expect([members, replica, analytics].map((group) => group?.instances.config)).toEqual([
      'techcorp-config',
      'techcorp-replica-config',
      'techcorp-analytics-config',
    ]);
    expect(new Set([members, replica, analytics].map((group) => group?.instances.scope)).size).toBe(1);
  });

  test('T1 a set differs by its parameters, and instances report which files they have', () => {
    const settings = (group = members) => parameters(group.files.files['postgresql.conf'] ?? '');
    // Nobody vacuums where nobody is promoted.
    const { 'cdk8s_postgres.config_hash': _, autovacuum_work_mem: vacuums, ...common } = settings();
    expect(vacuums).toBe('96MB');
    expect(settings(replica)).toMatchObject(common);
    expect(settings(analytics)).toMatchObject({
      ...common,
      max_standby_streaming_delay: '1h',
      hot_standby_feedback: 'off',
    });
    const job = wireParametersJob(resolved, [members, ...wireSets(resolved)]);
    expect(job.instances.map(({ host, hash }) => [host.split('.')[0], hash])).toEqual([
      ['techcorp-0', members.files.hash],
      ['techcorp-1', members.files.hash],
      ['techcorp-replica-0', replica?.files.hash],
      ['techcorp-replica-1', replica?.files.hash],
      ['techcorp-analytics-0', analytics?.files.hash],
    ]);
    expect(new Set(job.instances.map(({ hash }) => hash)).size).toBe(3);
  });

  test('T1 only the members may be promoted', () => {
    expect(members.files.files['patroni.yml']).not.toContain('nofailover');
    expect(replica?.files.files['patroni.yml']).toContain('nofailover: true');
    expect(analytics?.files.files['patroni.yml']).toContain('nosync: true');
  });

  test('T1 a set streams from the primary, or from the first instance of the set that it names', () => {
    const tags = (profile: PostgresProfile) =>
      wireSets(resolve(profile)).map(({ files: { files } }) => parse(files['patroni.yml'] ?? '').tags.replicatefrom);
    expect(tags(techcorp)).toEqual([undefined, undefined]);
    const cascading = change(techcorp, ['topology', 'sets', 'analytics', 'source'], 'replica');
    expect(tags(cascading)).toEqual([undefined, 'techcorp-replica-0']);
  });
});

describe("Patroni's store", () => {
  test('D24 has the times of a failover that is bounded, and parameters that are nowhere else', () => {
    expect(patroniStore(resolve(dict))).toEqual({
      ttl: 30,
      loop_wait: 10,
      retry_timeout: 10,
      maximum_lag_on_failover: 1048576,
      primary_start_timeout: 60,
      failsafe_mode: true,
      synchronous_mode: false,
      synchronous_mode_strict: false,
      synchronous_node_count: 1,
      postgresql: {
        use_pg_rewind: true,
        use_slots: true,
        parameters: { max_connections: '200', max_wal_senders: '10', max_replication_slots: '10' },
      },
    });
  });

  test.each([
    [WithoutStandbys.CONTINUE, false],
    [WithoutStandbys.STOP_WRITES, true],
  ])('C1 synchronous replication says what happens without standbys: %s', (withoutStandbys, strict) => {
    const synchronous = change(dict, ['topology', 'synchronous'], { withoutStandbys });
    expect(patroniStore(resolve(synchronous))).toMatchObject({
      synchronous_mode: true,
      synchronous_mode_strict: strict,
      synchronous_node_count: 1,
    });
  });

  test('C6 the times are those of the profile', () => {
    const failover = {
      ttl: Duration.seconds(20),
      loopWait: Duration.seconds(5),
      retryTimeout: Duration.seconds(5),
      primaryStartTimeout: Duration.minutes(2),
      maximumLag: Size.mebibytes(16),
    };
    expect(patroniStore(resolve(change(dict, ['topology', 'failover'], failover)))).toMatchObject({
      ttl: 20,
      loop_wait: 5,
      retry_timeout: 5,
      primary_start_timeout: 120,
      maximum_lag_on_failover: 16777216,
    });
  });
});
