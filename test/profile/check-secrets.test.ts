import { type PostgresProfile, Secrets, Tls } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';

const external: PostgresProfile = {
  ...dict,
  secrets: Secrets.external({ name: 'from-vault', store: 'vault', remoteKey: 'platforms/dict' }),
};
const issued: PostgresProfile = { ...dict, tls: Tls.certManager({ issuer: 'ca' }) };

const OF_VAULT =
  '"from-vault" is the Secret that External Secrets makes of the store\'s passwords, which holds nothing else. Name another one.';
const certificate = (name: string, of: string) =>
  `"${name}" is the Secret that cert-manager makes with the ${of}' certificate, which holds nothing else. Name another one.`;

const CREDENTIALS = ['backups', 'dumps', 'destination', 'credentials', 'secret'] as const;

const OF_PASSWORDS: readonly Fault[] = [
  ['credentials of the bucket', CREDENTIALS, 'from-vault', CREDENTIALS.join('.'), OF_VAULT],
  [
    'credentials of the expiry',
    ['backups', 'dumps', 'retention', 'credentials'],
    { secret: 'from-vault' },
    'backups.dumps.retention.credentials.secret',
    OF_VAULT,
  ],
  [
    'credentials of the registry',
    ['images'],
    { pullSecrets: ['registry', 'from-vault'] },
    'images.pullSecrets[1]',
    OF_VAULT,
  ],
  [
    'a certificate of the servers',
    ['tls'],
    Tls.existing({ serverSecret: 'from-vault', poolSecret: 'pool-tls' }),
    'tls.serverSecret',
    OF_VAULT,
  ],
  [
    'a certificate of the pools',
    ['tls'],
    Tls.existing({ serverSecret: 'server-tls', poolSecret: 'from-vault' }),
    'tls.poolSecret',
    OF_VAULT,
  ],
];

const OF_CERTIFICATES: readonly Fault[] = [
  [
    "passwords beside the servers' certificate",
    ['secrets'],
    Secrets.existing('postgres-server-tls'),
    'secrets.name',
    certificate('postgres-server-tls', 'servers'),
  ],
  [
    "passwords beside the pools' certificate",
    ['secrets'],
    Secrets.external({ name: 'postgres-pool-tls', store: 'vault', remoteKey: 'platforms/dict' }),
    'secrets.name',
    certificate('postgres-pool-tls', 'pools'),
  ],
];

describe('D7 a Secret that a controller makes of a store holds nothing else:', () => {
  findsFaults(external, OF_PASSWORDS);
});

describe('D7 a Secret that a controller makes with a certificate holds nothing else:', () => {
  findsFaults(issued, OF_CERTIFICATES);
});

test('D7 a Secret that people make may hold several things', () => {
  const existing = change(dict, ['secrets'], Secrets.existing('one-for-all'));
  expect(checkProfile(change(existing, CREDENTIALS, 'one-for-all'))).toEqual([]);
});

test('D7 names of certificates are free where nobody issues them', () => {
  const tls = Tls.existing({ serverSecret: 'postgres-server-tls', poolSecret: 'postgres-pool-tls' });
  expect(checkProfile({ ...dict, tls })).toEqual([]);
  const { pools: _, ...withoutPools } = issued;
  const secrets = Secrets.existing('postgres-pool-tls');
  const found = checkProfile({ ...withoutPools, secrets }).filter(({ path }) => path === 'secrets.name');
  expect(found).toEqual([]);
});
