import type { Finding } from '../findings';
import type { ResolvedProfile } from '../profile/resolve';
import { proveConnections } from './connections';
import { proveExposure } from './exposure';
import { proveImage } from './image';
import { proveMemory } from './memory';
import { proveObjectives } from './objectives';
import type { Proof, Prove } from './proof';
import { proveReplication } from './replication';
import { proveSchedules } from './schedules';
import { proveWalVolume } from './wal-volume';

const SERVERS = ['postgres.parameters', 'topology'];
const CLIENTS = ['pools', 'access', 'monitoring.databases'];

/**
 * Every proof, and the parts of a profile whose figures it takes as right: it says nothing while one of them has a fault.
 * A name that is misspelt somewhere else keeps none from its sum.
 */
const PROOFS: readonly { readonly prove: Prove; readonly reads: readonly string[] }[] = [
  { prove: proveConnections, reads: [...SERVERS, ...CLIENTS] },
  { prove: proveMemory, reads: [...SERVERS, ...CLIENTS] },
  { prove: proveWalVolume, reads: [...SERVERS, 'backups.physical', 'workload'] },
  { prove: proveReplication, reads: SERVERS },
  { prove: proveObjectives, reads: [...SERVERS, 'objectives', 'pools', 'backups', 'workload'] },
  { prove: proveImage, reads: ['postgres', 'topology.sets', 'topology.image'] },
  { prove: proveSchedules, reads: ['backups', 'maintenance'] },
  { prove: proveExposure, reads: ['pools', 'access', 'network'] },
];

/**
 * Makes every proof whose part of the profile is right.
 *
 * @param faults what is wrong with the profile already
 */
export function proveAll(resolved: ResolvedProfile, faults: readonly Finding[] = []): Proof[] {
  const possible = PROOFS.filter(({ reads }) => !faults.some(({ path }) => reads.some((part) => touches(path, part))));
  return possible.flatMap(({ prove }) => {
    try {
      return [prove(resolved)];
    } catch (error) {
      // What has the wrong shape is said already; a proof that trips over it has nothing to add.
      if (faults.length === 0) throw error;
      return [];
    }
  });
}

/** Whether a fault is in a part of the profile, or around it. */
function touches(path: string, part: string): boolean {
  return isWithin(path, part) || isWithin(part, path);
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
