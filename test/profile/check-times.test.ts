import { Cron, Duration, Size } from 'cdk8s';
import { ObjectStore } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';

const store = (props: object) =>
  ObjectStore.s3({ bucket: 'backups', prefix: 'dict', region: 'us-east-1', credentials: { secret: 's3' }, ...props });

const TIMES: readonly Fault[] = [
  [
    'a dump at an hour that is none',
    ['backups', 'dumps', 'schedule', 'at'],
    Cron.schedule({ hour: '24', minute: '0' }),
    'backups.dumps.schedule.at',
    'hour "24" is none from 0 to 23, so there is no such time. Correct it.',
  ],
  [
    'a dump from late to early',
    ['backups', 'dumps', 'schedule', 'at'],
    Cron.schedule({ hour: '22-3', minute: '0' }),
    'backups.dumps.schedule.at',
    'hour "22-3" is none from 0 to 23, so there is no such time. Correct it.',
  ],
  [
    'maintenance in a time zone that is none',
    ['maintenance', 'partitions', 'timeZone'],
    'America/SaoPaulo',
    'maintenance.partitions.timeZone',
    '"America/SaoPaulo" is no time zone of IANA\'s. Did you mean "America/Sao_Paulo"?',
  ],
  [
    'a time zone in another case, which is another file',
    ['maintenance', 'partitions', 'timeZone'],
    'america/sao_paulo',
    'maintenance.partitions.timeZone',
    '"america/sao_paulo" is no time zone of IANA\'s. Did you mean "America/Sao_Paulo"?',
  ],
  [
    'a run that ends before it begins',
    ['maintenance', 'partitions', 'deadline'],
    Duration.millis(0),
    'maintenance.partitions.deadline',
    '0 s is no whole number of seconds of at least 1.',
  ],
  [
    'certificates that are never renewed in time',
    ['tls', 'renewBefore'],
    Duration.days(90),
    'tls.renewBefore',
    "7776000 s is not less than the certificates' life of 7776000 s. Lower it, or raise tls.duration.",
  ],
  [
    'a bucket with a slash',
    ['backups', 'dumps', 'destination'],
    store({ bucket: 'backups/dict' }),
    'backups.dumps.destination.bucket',
    '"backups/dict" is no bucket. Use 3 to 63 lower-case letters, digits, "-" and ".".',
  ],
  [
    'a prefix with a slash at its end',
    ['backups', 'dumps', 'destination'],
    store({ prefix: 'dict/' }),
    'backups.dumps.destination.prefix',
    '"dict/" is empty, has a space or a control character, or a slash at one of its ends. Write it such as postgres/dumps.',
  ],
  [
    'a zero byte in what the keys start with',
    ['backups', 'dumps', 'destination'],
    store({ prefix: 'di\0ct' }),
    'backups.dumps.destination.prefix',
    '"di\0ct" is empty, has a space or a control character, or a slash at one of its ends. Write it such as postgres/dumps.',
  ],
  [
    'a region of two lines',
    ['backups', 'dumps', 'destination'],
    store({ region: 'us-east-1\n' }),
    'backups.dumps.destination.region',
    '"us-east-1\n" is no region. Write it such as us-east-1.',
  ],
  [
    'dumps that go over an open line',
    ['backups', 'dumps', 'destination'],
    store({ endpoint: 'http://minio.storage.svc:9000' }),
    'backups.dumps.destination.endpoint',
    '"http://minio.storage.svc:9000" is no URL of a server that is encrypted. Write it such as https://s3.example.org.',
  ],
  [
    'a dump without room',
    ['backups', 'dumps', 'stagingSize'],
    Size.kibibytes(0),
    'backups.dumps.stagingSize',
    '0 KiB cannot hold a dump. Use at least 1 MiB.',
  ],
];

describe('of schedules and buckets is refused', () => findsFaults(dict, TIMES));

describe('what is right', () => {
  test.each([
    Cron.schedule({ minute: '*/15', hour: '8-18', weekDay: 'mon-FRI' }),
    Cron.schedule({ minute: '0', hour: '3', day: '1', month: '1,4,7,oct' }),
    Cron.daily(),
  ])('a schedule may be $expressionString', (at) => {
    expect(checkProfile(change(dict, ['maintenance', 'reconcile'], { at }))).toEqual([]);
  });

  test.each(['Etc/UTC', 'America/Sao_Paulo', 'Asia/Calcutta', 'UTC', 'GMT'])('%s is a time zone', (timeZone) => {
    const at = Cron.daily();
    expect(checkProfile(change(dict, ['maintenance', 'reconcile'], { at, timeZone }))).toEqual([]);
  });
});
