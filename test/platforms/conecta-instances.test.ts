import type * as k8s from '../../imports/k8s';
import { conecta } from '../../profiles/conecta';
import { readConf, readHba, readRows } from './formats';
import { containerOf, environmentOf, mountsOf, render } from './rendered';
import { readYaml } from './yaml';

const rendered = render(conecta);
const statefulSet = rendered.one<k8s.StatefulSetSpec>('StatefulSet', 'conecta-postgres').spec;
const postgres = containerOf(rendered.pod('StatefulSet', 'conecta-postgres'), 'postgres');
const conf = readConf(rendered.config('conecta-postgres-config', 'postgresql.conf'));
const patroni = readYaml(rendered.config('conecta-postgres-config', 'patroni.yml'));
const store = readYaml(rendered.config('conecta-postgres-parameters', 'store.json'));
const rows = (file: string, table: string) => readRows(rendered.config('conecta-postgres-reconcile', file), table);

describe('conecta: primary and hot standby', () => {
  it('C1 two equal members, each with a volume of its own', () => {
    expect(statefulSet.replicas).toBe(2);
    expect(statefulSet.volumeClaimTemplates).toHaveLength(1);
    const { selector } = rendered.one<k8s.ServiceSpec>('Service', 'conecta-postgres-standby').spec;
    expect(selector).toMatchObject({ 'cdk8s-postgres/role': 'replica' });
  });

  it('C1 a commit waits for one standby, and goes on where there is none', () => {
    expect(store.map()).toMatchObject({
      synchronous_mode: true,
      synchronous_mode_strict: false,
      synchronous_node_count: 1,
    });
  });

  it('C1 the standby streams by a slot, which Patroni makes and keeps', () => {
    expect(store.map('postgresql')).toMatchObject({ use_slots: true });
  });

  it('C2 a member without data copies itself, and a copy that was interrupted is made anew', () => {
    expect(patroni.map('postgresql', 'bin_name')).toEqual({ pg_basebackup: '/opt/operations/pg-basebackup.sh' });
    expect(postgres.command).toEqual([`${mountsOf(postgres).operations}/start-patroni.sh`]);
    expect(environmentOf(postgres).CLONE_MARKER).toBe('/var/lib/postgresql/data/clone-in-progress');
  });

  it('C6 a member is looked at every 15 s, and lost after three times in vain', () => {
    const [ttl, loop, retry] = ['ttl', 'loop_wait', 'retry_timeout'].map((name) => Number(store.at(name)));
    expect({ ttl, loop }).toEqual({ ttl: 45, loop: 15 });
    expect((loop ?? 0) + 2 * (retry ?? 0)).toBeLessThanOrEqual(ttl ?? 0);
  });

  it('C8 a server is a primary for standbys from its first start on: user, lines of pg_hba.conf, slots, WAL', () => {
    const replicating = readHba(rendered.config('conecta-postgres-config', 'pg_hba.conf')).filter(
      ([type, database]) => type === 'hostssl' && database === 'replication',
    );
    expect(replicating.map(([, , role, , method]) => [role, method])).toEqual([['replicator', 'scram-sha-256']]);
    expect(environmentOf(postgres)).toMatchObject({ PATRONI_REPLICATION_USERNAME: 'replicator' });
    const [, login, , , , , replication] = rows('10-roles.sql', 'desired_roles').find(
      ([name]) => name === 'replicator',
    ) as string[];
    expect([login, replication]).toEqual(['true', 'true']);
    // Patroni's own: hot_standby on, wal_level replica, ten senders and slots. Nothing takes them away.
    const parameters = store.map('postgresql', 'parameters');
    for (const name of ['wal_level', 'max_wal_senders', 'max_replication_slots']) {
      expect(parameters).not.toHaveProperty(name);
    }
  });

  it('C14 no password of the specification, nor any other, is rendered', () => {
    expect(rendered.text).not.toContain('repl_conecta_2024_secure');
    expect(rendered.all('Secret')).toEqual([]);
  });

  it('C15 256 MB of WAL are kept, in the one place where Patroni takes it from', () => {
    expect(store.at('postgresql', 'parameters', 'wal_keep_size')).toBe('256MB');
    expect(conf.has('wal_keep_size')).toBe(false);
  });

  it('C15 a standby that stays away keeps no more than a part of the volume', () => {
    expect(conf.get('max_slot_wal_keep_size')).toBe('8GB');
    const [volume] = statefulSet.volumeClaimTemplates ?? [];
    expect(volume?.spec?.resources?.requests).toEqual({ storage: '50Gi' });
  });
});
