import { Peer } from '../../../lib';
import { type Fault, pathOf, wrong, wrongAt } from './fault';
import { aLogin, aPlainPool, aPool, dumps, first, someAccess, twoRoles } from './needs';

/** Addresses: who is reached, and by whom. */
export const NETWORK: readonly Fault[] = [
  {
    kind: 'nothing by which the API server is reached',
    make: (profile) => wrong(profile, ['network', 'apiServer', 'cidrs'], []),
    says: /is empty, so nothing could be reached/,
  },
  {
    kind: 'an address range that is none',
    make: (profile) =>
      wrongAt('network.apiServer.cidrs[0]', profile, ['network', 'apiServer', 'cidrs'], ['10.0.0.0/33']),
    says: /"10\.0\.0\.0\/33" is no address range/,
  },
  {
    kind: 'a port that is none',
    make: (profile) => wrongAt('network.apiServer.ports[0]', profile, ['network', 'apiServer', 'ports'], [0]),
    says: /0 is no whole number from 1 to 65535/,
  },
  {
    kind: 'a neighbor whose host is none',
    make: (profile) =>
      wrongAt('neighbors.queue.host', profile, ['neighbors'], {
        queue: { purpose: 'queue', host: 'amqp://queue', port: 5672 },
      }),
    says: /"amqp:\/\/queue" is no DNS name and no address\. Write one such as/,
  },
  {
    kind: 'clients of a namespace that is none',
    make: (profile) =>
      wrongAt('network.scrapers.prometheus', profile, ['network', 'scrapers'], {
        prometheus: Peer.namespace('Monitoring'),
      }),
    says: /is no DNS label/,
  },
  {
    kind: 'clients of a range that is none',
    needs: [aPool],
    make: (profile) => {
      const place = ['pools', first(profile.pools), 'clients'];
      return wrongAt(pathOf([...place, 'outside']), profile, place, { outside: Peer.cidr('192.168.7.1') });
    },
    says: /"192\.168\.7\.1" is no address range/,
  },
  {
    kind: 'a password in the URL of a bucket',
    needs: [dumps],
    make: (profile) =>
      wrong(profile, ['backups', 'dumps', 'destination', 'endpoint'], 'https://user:word@s3.example.org'),
    says: /^holds a name or a password(?!.*word@)/,
  },
  {
    kind: 'a prefix that leads elsewhere',
    needs: [dumps],
    make: (profile) => wrong(profile, ['backups', 'dumps', 'destination', 'prefix'], 'dumps/../others'),
    says: /has "\." or "\.\." for a folder/,
  },
  {
    kind: 'a region of spaces',
    needs: [dumps],
    make: (profile) => wrong(profile, ['backups', 'dumps', 'destination', 'region'], 'us east'),
    says: /"us east" is no region/,
  },
  {
    kind: 'one key for both halves of the credentials',
    needs: [dumps],
    make: (profile) =>
      wrong(
        profile,
        ['backups', 'dumps', 'destination', 'credentials', 'secretAccessKeyKey'],
        profile.backups?.dumps?.destination.props.credentials.accessKeyIdKey ?? 'access-key-id',
      ),
    says: /is the key of the access key's id as well/,
  },
  {
    kind: 'a bucket that is none',
    needs: [dumps],
    make: (profile) => wrong(profile, ['backups', 'dumps', 'destination', 'bucket'], 'My_Bucket'),
    says: /is no bucket/,
  },
  {
    kind: 'object storage that is not encrypted',
    needs: [dumps],
    make: (profile) => wrong(profile, ['backups', 'dumps', 'destination', 'endpoint'], 'http://minio:9000'),
    says: /is no URL of a server that is encrypted/,
  },
  {
    kind: 'an outside network, and the pods somewhere',
    needs: [aLogin, someAccess],
    make: (profile) => wrong(profile, ['network', 'podCidrs'], undefined),
    says: /are not said, so that pg_hba\.conf lets \d+ other roles/,
    proof: 'outside-network',
  },
  {
    kind: 'an outside network that pods are in',
    needs: [aLogin, someAccess],
    make: (profile) => {
      const pods = wrong(profile, ['network', 'podCidrs'], ['10.0.0.0/8']).profile;
      return wrongAt('access.direct.clients.bi', pods, ['access', 'direct', 'clients'], {
        bi: Peer.cidr('10.20.0.0/16'),
      });
    },
    says: /10\.20\.0\.0\/16 overlaps 10\.0\.0\.0\/8 of network\.podCidrs/,
    proof: 'outside-network',
  },
  {
    kind: 'clients from everywhere',
    needs: [aPlainPool],
    make: (profile) =>
      wrongAt('pools.plain-1.clients.all', profile, ['pools', 'plain-1', 'clients'], { all: Peer.cidr('0.0.0.0/0') }),
    says: /0\.0\.0\.0\/0 is every address there is/,
    proof: 'open-network',
  },
  {
    kind: 'a login that nobody comes in by',
    needs: [twoRoles, aLogin, someAccess],
    make: (profile) => {
      const others = wrong(profile, ['pools'], undefined).profile;
      const database = { owner: 'one_role', access: { unused_login: 'read' } };
      return wrong(wrong(others, ['databases', 'unused_database'], database).profile, ['roles', 'unused_login'], {});
    },
    says: /could log in as it\. Say login: false, or name it where it comes in/,
    proof: 'unused-login',
    // Without the pool, others come in nowhere either.
    also: /could log in as it/,
  },
];
