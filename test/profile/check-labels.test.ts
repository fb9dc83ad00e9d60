import { Peer } from '../../lib';
import { dict } from '../../profiles/dict';
import { type Fault, findsFaults } from './change';
import { techcorp } from './techcorp';

const KEY = 'The key is not of the form "example.org/name", with at most 63 characters after the slash. Rename it.';
const MEND = 'Write it as the other has it.';
const NO_LABEL = `is no label: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit. ${MEND}`;
const LONG_LABEL = 'x'.repeat(70);

const LABELS: readonly Fault[] = [
  [
    'a node with a label that none has',
    ['topology', 'members', 'placement'],
    { nodeSelector: { 'a b': 'c' } },
    'topology.members.placement.nodeSelector["a b"]',
    KEY,
  ],
  [
    'a node of a set with a value that none has',
    ['topology', 'sets', 'replica', 'placement'],
    { nodeSelector: { 'example.org/pool': 'c d' } },
    'topology.sets.replica.placement.nodeSelector["example.org/pool"]',
    `"c d" ${NO_LABEL}`,
  ],
  [
    "a taint's key that none has",
    ['topology', 'members', 'placement'],
    { tolerations: [{ key: 'dedicated' }, { key: 'for databases' }] },
    'topology.members.placement.tolerations[1].key',
    KEY,
  ],
  [
    "a taint's value that none has",
    ['topology', 'members', 'placement'],
    { tolerations: [{ key: 'dedicated', value: 'data bases' }] },
    'topology.members.placement.tolerations[0].value',
    `"data bases" ${NO_LABEL}`,
  ],
  [
    'clients with a label that is too long',
    ['pools', 'techcorp-pgbouncer', 'clients'],
    { apps: Peer.pods('apps', { app: LONG_LABEL }) },
    'pools.techcorp-pgbouncer.clients.apps.labels.app',
    `"${LONG_LABEL}" has 70 characters; a label holds at most 63. Shorten it.`,
  ],
  [
    'scrapers with a label that nothing has',
    ['network', 'scrapers'],
    { prometheus: Peer.pods('monitoring', { 'app name': 'prometheus' }) },
    'network.scrapers.prometheus.labels["app name"]',
    KEY,
  ],
  [
    'a resolver with a label that nothing has',
    ['network', 'dns'],
    { labels: { 'k8s-app': 'kube dns' } },
    'network.dns.labels.k8s-app',
    `"kube dns" ${NO_LABEL}`,
  ],
];

const STORAGE: readonly Fault[] = [
  [
    'a storage class with a space',
    ['topology', 'members', 'storage', 'storageClass'],
    'Fast SSD',
    'topology.members.storage.storageClass',
    '"Fast SSD" is no DNS name. Use lower-case letters, digits, hyphens and dots.',
  ],
  [
    'a storage class without a name, which is none to Kubernetes',
    ['topology', 'members', 'storage', 'storageClass'],
    '',
    'topology.members.storage.storageClass',
    '"" is no DNS name. Use lower-case letters, digits, hyphens and dots.',
  ],
  [
    'a storage class of dumps with a line break',
    ['backups', 'dumps', 'stagingStorageClass'],
    'gp3\n',
    'backups.dumps.stagingStorageClass',
    '"gp3\n" is no DNS name. Use lower-case letters, digits, hyphens and dots.',
  ],
];

describe('labels of others are refused:', () => findsFaults(techcorp, LABELS));
describe('storage classes that nothing can be called are refused:', () => findsFaults(dict, STORAGE));
