import { Cron, Duration } from 'cdk8s';
import { type Fault, wrong, wrongAt } from './fault';
import { certManager, dumps, partitions } from './needs';
import { WITH_ARCHIVE, withPhysical } from './physical';

/** Schedules, deadlines, certificates. */
export const TIMES: readonly Fault[] = [
  {
    kind: 'an hour that no day has',
    needs: [dumps],
    make: (profile) =>
      wrong(profile, ['backups', 'dumps', 'schedule', 'at'], Cron.schedule({ hour: '24', minute: '0' })),
    says: /hour "24" is none from 0 to 23/,
  },
  {
    kind: 'a day that never comes',
    make: (profile) =>
      wrongAt('maintenance.reconcile.at', profile, ['maintenance', 'reconcile'], {
        at: Cron.schedule({ minute: '30', hour: '2', day: '30', month: '2' }),
      }),
    says: /"30 2 30 2 \*" comes on no day of any year/,
  },
  {
    kind: 'a time zone that IANA has not',
    needs: [dumps],
    make: (profile) => wrong(profile, ['backups', 'dumps', 'schedule', 'timeZone'], 'America/San_Paulo'),
    says: /is no time zone of IANA's\. Did you mean "America\/Sao_Paulo"\?/,
  },
  {
    kind: 'a certificate that is renewed before it is issued',
    needs: [certManager],
    make: (profile) => {
      const shorter = wrong(profile, ['tls', 'duration'], Duration.days(1)).profile;
      return wrong(shorter, ['tls', 'renewBefore'], Duration.days(2));
    },
    says: /172800 s is not less than the certificates' life of 86400 s/,
  },
  {
    kind: 'more seconds than anybody counts',
    make: (profile) => wrong(profile, ['topology', 'members', 'startupTimeout'], Duration.days(1e6)),
    says: /86400000000 s is above the most/,
    also: /startupTimeout|s is more than/,
  },
  {
    kind: 'a deadline of nothing',
    make: (profile) =>
      wrongAt('maintenance.reconcile.deadline', profile, ['maintenance', 'reconcile'], {
        at: Cron.schedule({ minute: '5' }),
        deadline: Duration.millis(500),
      }),
    says: /0\.5 s is no whole number of seconds of at least 1/,
  },
  {
    kind: 'a deadline after the next start',
    make: (profile) =>
      wrongAt('maintenance.reconcile.deadline', profile, ['maintenance', 'reconcile'], {
        at: Cron.schedule({ minute: '*/10' }),
        deadline: Duration.minutes(15),
      }),
    says: /15 min is not less than the 10 min between two starts/,
    proof: 'deadline',
  },
  {
    kind: 'a run that is ended before it is over',
    needs: [dumps],
    make: (profile) => wrong(profile, ['backups', 'dumps', 'schedule', 'expectedDuration'], Duration.hours(3)),
    says: /3 h is above the deadline of 2 h, at which a run is ended/,
    proof: 'expected-duration',
    also: /would run at once/,
  },
  {
    kind: 'two heavy jobs at once',
    needs: [partitions, dumps],
    make: (profile) => {
      const { dumps: made } = profile.backups ?? {};
      const { at, timeZone } = made?.schedule ?? {};
      return wrongAt('maintenance.partitions.at', profile, ['maintenance', 'partitions'], {
        at,
        ...(timeZone && { timeZone }),
        deadline: Duration.hours(1),
      });
    },
    says: /would run at once, and both are heavy/,
    proof: 'overlap',
  },
  {
    kind: 'heavy jobs by two clocks',
    needs: [partitions, dumps],
    make: (profile) => {
      const zone = profile.backups?.dumps?.schedule.timeZone === 'Asia/Kolkata' ? 'Etc/UTC' : 'Asia/Kolkata';
      const at = Cron.schedule({ hour: '5', minute: '0' });
      return wrongAt('maintenance.partitions.timeZone', profile, ['maintenance', 'partitions'], { at, timeZone: zone });
    },
    says: /is another time zone than/,
    proof: 'time-zones',
  },
  {
    kind: 'partitions that are used up before there are more',
    needs: [partitions],
    make: (profile) =>
      wrongAt(/\.partitions.*premake$/, profile, ['maintenance', 'partitions'], {
        ...profile.maintenance?.partitions,
        at: Cron.schedule({ minute: '0', hour: '2', day: '1', month: '1' }),
      }),
    says: /ahead, and maintenance\.partitions \("0 2 1 1 \*"\) comes again up to \d+/,
    proof: 'premake',
  },
  {
    kind: 'a backup of which nobody says how long it takes',
    make: (profile) => {
      const made = withPhysical(profile);
      return wrongAt(
        'backups.physical.full.deadline',
        made,
        ['backups', 'physical', 'full', 'expectedDuration'],
        undefined,
      );
    },
    says: /nothing else says how long a run takes/,
    proof: 'undeclared-duration',
    also: WITH_ARCHIVE,
  },
  {
    kind: 'a start that a clock leaves out',
    needs: [dumps],
    make: (profile) => {
      const alone = wrong(profile, ['maintenance', 'partitions'], undefined).profile;
      const bare = Object.keys(alone.databases).reduce((before, name) => {
        const without = wrong(before, ['databases', name, 'partitions'], undefined).profile;
        return wrong(without, ['databases', name, 'extensions'], undefined).profile;
      }, alone);
      const night = {
        at: Cron.schedule({ hour: '2', minute: '30' }),
        timeZone: 'Europe/Berlin',
        deadline: Duration.hours(1),
      };
      return wrongAt('backups.dumps.schedule.timeZone', bare, ['backups', 'dumps', 'schedule'], night);
    },
    says: /02:30 in Europe\/Berlin is left out, or comes twice/,
    proof: 'clock-change',
  },
];
