import { Cron, Duration } from 'cdk8s';
import { ObjectStore, type PostgresProfile } from '../../../lib';
import { wrong } from './fault';

export function withPhysical(profile: PostgresProfile, more: object = {}): PostgresProfile {
  const store = ObjectStore.s3({ bucket: 'backups', prefix: 'main', region: 'x', credentials: { secret: 's3' } });
  return wrong(profile, ['backups'], {
    physical: {
      full: { at: Cron.schedule({ hour: '14', minute: '0' }), expectedDuration: Duration.hours(1) },
      repositories: { main: store },
      retention: Duration.days(30),
      ...more,
    },
  }).profile;
}

/** Of what no version renders yet, and the proofs know already. */
export const NOT_RENDERED = /^this version does not /;

/** What else an archive asks for, where it is all that was added. */
export const WITH_ARCHIVE =
  /^this version does not |is not declared, and backups|what WAL may take|time of a restore|other time zone|are promised/;
