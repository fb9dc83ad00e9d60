import { Peer } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';

const RANGE = 'is no address range. Write one such as 10.0.0.0/8, or 10.1.2.3/32 for one address.';

const NETWORK: readonly Fault[] = [
  [
    'a neighbor whose host is an address of the web',
    ['neighbors', 'redis'],
    { purpose: 'broker', host: 'redis://redis', port: 6379 },
    'neighbors.redis.host',
    '"redis://redis" is no DNS name and no address. Write one such as redis.example or 10.1.2.3.',
  ],
  [
    'an API server nowhere',
    ['network', 'apiServer', 'cidrs'],
    [],
    'network.apiServer.cidrs',
    'is empty, so nothing could be reached. Name at least one range.',
  ],
  [
    'an address without a range',
    ['network', 'apiServer', 'cidrs'],
    ['10.96.0.1/32', '10.0.0.1'],
    'network.apiServer.cidrs[1]',
    `"10.0.0.1" ${RANGE}`,
  ],
  [
    'a range with two ends',
    ['network', 'apiServer', 'cidrs'],
    ['10.0.0.0/8/9'],
    'network.apiServer.cidrs[0]',
    `"10.0.0.0/8/9" ${RANGE}`,
  ],
  [
    'a range that is too narrow',
    ['network', 'objectStorage', 'cidrs'],
    ['10.0.0.0/33'],
    'network.objectStorage.cidrs[0]',
    `"10.0.0.0/33" ${RANGE}`,
  ],
  [
    'a port above all',
    ['network', 'apiServer', 'ports'],
    [443, 65536],
    'network.apiServer.ports[1]',
    '65536 is no whole number from 1 to 65535.',
  ],
  [
    'dumps that cannot leave',
    ['network', 'objectStorage'],
    undefined,
    'network.objectStorage',
    'is missing, and backups.dumps uploads to it: the network is closed. Name its address ranges and ports.',
  ],
  [
    'pods of no address, whom pg_hba.conf would lock out',
    ['network', 'podCidrs'],
    [],
    'network.podCidrs',
    'is empty, so nothing could be let in. Name at least one range, or leave it out.',
  ],
  [
    'scrapers at an address with a zone',
    ['network', 'scrapers', 'outside'],
    Peer.cidr('fe80::1%eth0/64'),
    'network.scrapers.outside',
    `"fe80::1%eth0/64" ${RANGE}`,
  ],
];

describe('of the network is refused', () => findsFaults(dict, NETWORK));

describe('what is right', () => {
  test.each(['0.0.0.0/0', '10.0.0.0/8', '::/0', 'fd00:10::/48'])('%s is an address range', (cidr) => {
    expect(checkProfile(change(dict, ['network', 'podCidrs'], [cidr]))).toEqual([]);
  });
});
