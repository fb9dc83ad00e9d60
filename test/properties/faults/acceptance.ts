import { Peer } from '../../../lib';
import { type Fault, wrong, wrongAt } from './fault';
import { aPlainPool } from './needs';

/** Warnings that are accepted, or seem to be. */
export const ACCEPTANCE: readonly Fault[] = [
  {
    kind: 'an accepted warning that is none',
    make: (profile) => wrong(profile, ['accepts', 'hash-memry'], 'we live with it'),
    says: /no proof warns of "hash-memry"\. Did you mean "hash-memory"\?/,
  },
  {
    kind: 'an accepted warning that nobody gives',
    // Without objectives nothing warns of them.
    make: (profile) => {
      const name = 'rto-of-one-node';
      const accepts = { [name]: 'we live with it' };
      return wrongAt(`accepts.${name}`, { ...profile, objectives: undefined }, ['accepts'], accepts);
    },
    says: /nothing warns of this in the profile as it is now\. Remove it\./,
  },
  {
    kind: 'an accepted warning without a reason',
    needs: [aPlainPool],
    make: (profile) => {
      const open = wrong(profile, ['pools', 'plain-1', 'clients'], { all: Peer.cidr('0.0.0.0/0') }).profile;
      return wrong(open, ['accepts', 'open-network'], ' ');
    },
    says: /the reason is empty/,
  },
];
