import { Size } from 'cdk8s';
import { ObjectStore, type S3Props } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';

const DESTINATION = ['backups', 'dumps', 'destination'];
const SUCH = 'Write it such as postgres/dumps.';
const SLASH = `is empty, has a space or a control character, or a slash at one of its ends or beside another. ${SUCH}`;
const FOLDER = `has "." or ".." for a folder, which programs take for another place. ${SUCH}`;
const NO_BUCKET = 'is no bucket. Use 3 to 63 lower-case letters, digits, "-" and ".".';
const NO_URL = 'is no URL of a server that is encrypted. Write it such as https://s3.example.org.';
const SECRET =
  'holds a name or a password, and a profile is no place for a secret. Remove all up to the "@"; the credentials are in a Secret.';
const NO_KEY = 'can be no key of a Secret. Name it by letters, digits, "-", "_" and ".".';
const SAME = (key: string) =>
  `"${key}" is the key of the access key's id as well, and holds one of them. Name the key of each.`;

const store = (props: object) =>
  ObjectStore.s3({ bucket: 'backups', prefix: 'dict', region: 'us-east-1', credentials: { secret: 's3' }, ...props });
const set = (field: keyof S3Props, value: string, message: string): Fault => [
  `${field} ${JSON.stringify(value)}`,
  DESTINATION,
  store({ [field]: value }),
  `backups.dumps.destination.${field}`,
  message,
];
const keys = (of: string, place: readonly string[], credentials: object, field: string, message: string): Fault => [
  `${of} with keys ${JSON.stringify(credentials)}`,
  place,
  { secret: 's3', ...credentials },
  [...place, field].join('.'),
  message,
];

const FAULTS: readonly Fault[] = [
  set('bucket', 'backups/dict', `"backups/dict" ${NO_BUCKET}`),
  set('bucket', 'a..b', '"a..b" has two dots side by side, which no bucket may. Use single ones.'),
  set('bucket', '1.2.3.4', '"1.2.3.4" is written like an address, which no bucket may be. Choose another name.'),
  set('prefix', '', `"" ${SLASH}`),
  set('prefix', 'dict/', `"dict/" ${SLASH}`),
  set('prefix', 'a//b', `"a//b" ${SLASH}`),
  set('prefix', 'a\u0000b', `"a\\u0000b" ${SLASH}`),
  set('prefix', 'a/../b', `"a/../b" ${FOLDER}`),
  set('prefix', '.', `"." ${FOLDER}`),
  set('region', '', '"" is no region. Write one such as us-east-1.'),
  set('region', 'us east\n', '"us east\\n" is no region. Write one such as us-east-1.'),
  set('endpoint', 'http://minio.storage.svc:9000', `"http://minio.storage.svc:9000" ${NO_URL}`),
  set('endpoint', 'https://s3.example.org?a=b', `"https://s3.example.org?a=b" ${NO_URL}`),
  set('endpoint', 'https://user:word@s3.example.org', SECRET),
  keys('dumps', [...DESTINATION, 'credentials'], { accessKeyIdKey: '' }, 'accessKeyIdKey', `"" ${NO_KEY}`),
  keys(
    'dumps',
    [...DESTINATION, 'credentials'],
    { secretAccessKeyKey: 'k k' },
    'secretAccessKeyKey',
    `"k k" ${NO_KEY}`,
  ),
  keys(
    'dumps',
    [...DESTINATION, 'credentials'],
    { secretAccessKeyKey: 'access-key-id' },
    'secretAccessKeyKey',
    SAME('access-key-id'),
  ),
  keys(
    'retention',
    ['backups', 'dumps', 'retention', 'credentials'],
    { accessKeyIdKey: 'k', secretAccessKeyKey: 'k' },
    'secretAccessKeyKey',
    SAME('k'),
  ),
  [
    'a dump without room',
    ['backups', 'dumps', 'stagingSize'],
    Size.kibibytes(0),
    'backups.dumps.stagingSize',
    '0 KiB cannot hold a dump. Use at least 1 MiB.',
  ],
];

describe('of buckets is refused', () => findsFaults(dict, FAULTS));

test.each(['https://s3.example.org', 'https://minio.storage.svc:9000/', 'https://[fd00::1]:9000'])(
  'a store may be at %s',
  (endpoint) => {
    expect(
      checkProfile(change(dict, DESTINATION, store({ endpoint, bucket: 'a.bucket-1', prefix: 'a/.b/c..d' }))),
    ).toEqual([]);
  },
);
