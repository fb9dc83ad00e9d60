import { Size } from 'cdk8s';
import { type Fault, wrong } from './fault';
import { WITH_ARCHIVE, withPhysical } from './physical';

/** What a profile's types have and this version does not render: by the field, or the kind of a class. */
export const REFUSALS: Readonly<Record<string, Pick<Fault, 'needs' | 'make' | 'also'>>> = {
  'Backups.physical': {
    make: (profile) => ({ profile: withPhysical(profile), path: 'backups.physical' }),
    also: WITH_ARCHIVE,
  },
  'Monitoring.alerts': {
    make: (profile) => wrong(profile, ['monitoring', 'alerts'], { replicationLagBytes: Size.mebibytes(1) }),
  },
  'Monitoring.dashboards': {
    make: (profile) => wrong(profile, ['monitoring', 'dashboards'], true),
  },
};

export const REFUSED: readonly Fault[] = Object.entries(REFUSALS).map(([field, fault]) => ({
  ...fault,
  kind: `${field}, which is not rendered`,
  says: /^this version does not .*\. Remove it\.$/,
}));
