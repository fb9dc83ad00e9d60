import { AccessLevel, Peer } from '../../lib';
import { proveExposure } from '../../lib/proofs/exposure';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { tiny } from '../profile/examples';
import { techcorp } from '../profile/techcorp';
import { changed, found, named } from './budgets';

const PODS = ['network', 'podCidrs'];
const ANALYSTS = ['access', 'analysts', 'clients'];

describe('who gets in from where', () => {
  test('D3 T8 nobody further than he needs, in dict and in techcorp', () => {
    expect(found(proveExposure, dict)).toEqual([]);
    expect(found(proveExposure, techcorp)).toEqual([]);
  });

  test('T8 from a network of analysts no service may log in, so that the pods’ addresses must be known', () => {
    expect(found(proveExposure, change(techcorp, PODS, undefined))).toEqual([
      [
        'error outside-network',
        'network.podCidrs',
        'are not said, so that pg_hba.conf lets 8 other roles (replicator, rewind, postgres, postgres_exporter, ' +
          'pgbouncer_lookup, auth_service, order_service, payment_service) log in from 10.20.0.0/16, where access.analysts needs analyst ' +
          "alone. Name the ranges of the cluster's pods.",
      ],
    ]);
  });

  test.each([
    ['10.0.0.0/8', '10.20.0.0/16', true],
    ['10.20.7.0/24', '10.20.0.0/16', true],
    ['10.21.0.0/16', '10.20.0.0/16', false],
    ['fd00::/8', '10.20.0.0/16', false],
    ['fd00::/8', 'fd12:3456::/32', true],
  ])('T8 pods in %s and analysts in %s meet: %s', (pods, analysts, meet) => {
    const profile = changed(techcorp, [PODS, [pods]], [ANALYSTS, { bi: Peer.cidr(analysts) }]);
    expect(named(proveExposure, profile)).toEqual(meet ? ['error outside-network access.analysts.clients.bi'] : []);
  });

  test('T8 clients that are pods are told apart by NetworkPolicies, not by addresses', () => {
    const pods = changed(techcorp, [PODS, undefined], [ANALYSTS, { bi: Peer.namespace('bi') }]);
    expect(found(proveExposure, pods)).toEqual([]);
  });

  test('every address there is is a warning', () => {
    const open = change(dict, ['pools', 'pgbouncer', 'clients', 'all'], Peer.cidr('0.0.0.0/0'));
    expect(found(proveExposure, open)).toEqual([
      [
        'warning open-network',
        'pools.pgbouncer.clients.all',
        '0.0.0.0/0 is every address there is. Name the ranges from which clients come.',
      ],
    ]);
    const direct = changed(techcorp, [PODS, ['fd00::/8']], [ANALYSTS, { bi: Peer.cidr('0.0.0.0/0') }]);
    expect(named(proveExposure, direct)).toEqual(['warning open-network access.analysts.clients.bi']);
  });

  test('a role that logs in and has no way in is a warning, once clients reach the servers', () => {
    const access = { databases: ['app'], clients: { batch: Peer.namespace('batch') }, maxConnections: 5 };
    const reached = (roles: readonly string[]) =>
      changed(
        tiny,
        [['roles', 'batch'], {}],
        [['databases', 'app', 'access'], { batch: AccessLevel.READ }],
        [['access'], { batch: { ...access, roles } }],
      );
    expect(found(proveExposure, reached(['batch']))).toEqual([
      [
        'warning unused-login',
        'roles.app',
        'no pool leads to app and no access names it, and yet the clients of access.batch could log in as it. Say login: ' +
          'false, or name it where it comes in.',
      ],
    ]);
    expect(found(proveExposure, reached(['batch', 'app']))).toEqual([]);
    const pooled = { reads: { replicas: 1, databases: { app: {} } } };
    expect(found(proveExposure, change(reached(['batch']), ['pools'], pooled))).toEqual([]);
    expect(found(proveExposure, tiny)).toEqual([]);
  });
});
