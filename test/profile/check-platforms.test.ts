import { type PostgresProfile, Secrets, Tls } from '../../lib';
import { checkPlatforms } from '../../lib/profile/check-platforms';
import { dict } from '../../profiles/dict';
import { change } from './change';
import { techcorp } from './techcorp';

const paths = (...profiles: readonly PostgresProfile[]) =>
  checkPlatforms(profiles).map((findings) => findings.map(({ path }) => path));
const namesOf = (index: number) => ({ name: `p${index}`, namespace: { name: `p${index}` } });
const shared = { name: 'postgres', create: false };

describe('platforms that are rendered together', () => {
  test('have nothing in common where names and namespaces differ', () => {
    expect(paths(dict, techcorp, { ...dict, name: 'other', namespace: { name: 'other' } })).toEqual([[], [], []]);
  });

  test('may share a namespace that one of them renders, with prefixes and pools of their own', () => {
    const guest = { ...techcorp, namespace: shared };
    expect(paths(dict, guest)).toEqual([[], []]);
    expect(paths(dict, { ...guest, namespace: { name: 'postgres' } })).toEqual([[], ['namespace.create']]);
  });

  test('are faults of the later one, by the name of the earlier', () => {
    const again = { ...dict, name: 'again', namespace: shared };
    expect(paths(dict, again)).toEqual([[], ['names.prefix', 'pools.pgbouncer']]);
    expect(checkPlatforms([dict, again])[1]?.[0]?.message).toBe(
      '"postgres" is what the objects of the platform "dict" begin with, in the same namespace "postgres". Give one of ' +
        'them another prefix, or a namespace of its own.',
    );
    expect(paths(change({ ...again, name: 'first' }, ['pools'], undefined), dict, again)).toEqual([
      [],
      ['names.prefix'],
      ['names.prefix', 'pools.pgbouncer'],
    ]);
  });

  test('without a prefix have their name for one', () => {
    const plain = change({ ...dict, name: 'postgres', namespace: shared, pools: {} }, ['names'], undefined);
    expect(paths(dict, plain)).toEqual([[], ['names.prefix']]);
  });

  test("leave Patroni's ConfigMaps of each other alone, whichever comes first", () => {
    const plain = change({ ...techcorp, name: 'orders', namespace: shared }, ['names'], undefined);
    const orders = change(plain, ['pools'], undefined);
    const patroni = { ...orders, name: 'orders-patroni' };
    const pooled = { ...orders, name: 'other', pools: { 'orders-patroni-leader': { replicas: 1, databases: {} } } };
    expect(paths(orders, patroni)).toEqual([[], ['names.prefix']]);
    expect(paths(patroni, orders)).toEqual([[], ['names.prefix']]);
    expect(paths(orders, pooled)).toEqual([[], ['pools.orders-patroni-leader']]);
    expect(paths(pooled, orders)).toEqual([[], ['names.prefix']]);
    expect(paths(orders, { ...patroni, namespace: { name: 'other' } })).toEqual([[], []]);
    expect(checkPlatforms([orders, patroni])[1]?.[0]?.message).toBe(
      'the ConfigMap "orders-patroni-config" is where the platform "orders" keeps its state, in the same namespace ' +
        '"postgres". Rename one of them, or give one a namespace of its own.',
    );
  });

  test('leave Secrets alone that a controller makes for another, whichever comes first', () => {
    const secrets = Secrets.external({ name: 'from-vault', store: 'vault', remoteKey: 'platforms/dict' });
    const maker = { ...dict, secrets };
    const guest = { ...techcorp, namespace: shared, secrets: Secrets.existing('from-vault') };
    expect(paths(maker, guest)).toEqual([[], ['secrets.name']]);
    expect(paths(guest, maker)).toEqual([[], ['secrets.name']]);
    expect(paths(maker, { ...guest, namespace: { name: 'other' } })).toEqual([[], []]);
    expect(paths({ ...dict, secrets: guest.secrets }, guest)).toEqual([[], []]);
    const issued = { ...dict, tls: Tls.certManager({ issuer: 'ca' }) };
    const pulling = { ...guest, images: { pullSecrets: ['postgres-server-tls'] } };
    expect(paths(issued, pulling)).toEqual([[], ['images.pullSecrets[0]']]);
    expect(paths(pulling, issued)).toEqual([[], ['names.prefix']]);
    expect(checkPlatforms([maker, guest])[1]?.[0]?.message).toBe(
      '"from-vault" is a Secret that a controller makes for the platform "dict" in the same namespace "postgres", which ' +
        'holds nothing else. Name another one.',
    );
  });

  test('of another shape have no fault here', () => {
    const odd = [{ topology: {} }, { topology: null, pools: null, databases: null }, { topology: { props: 'x' } }];
    expect(
      paths(...odd.map((part, index) => ({ ...dict, ...namesOf(index), ...part }) as unknown as PostgresProfile)),
    ).toEqual([[], [], []]);
  });

  test('are each rendered into a folder of its own', () => {
    expect(paths(dict, { ...dict, namespace: { name: 'other' } })).toEqual([[], ['name']]);
  });
});
