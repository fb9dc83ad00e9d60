import { ACCEPTANCE } from './acceptance';
import { CONNECTIONS } from './connections';
import type { Fault } from './fault';
import { IMAGES } from './images';
import { MEMORY } from './memory';
import { NAMES } from './names';
import { NETWORK } from './network';
import { OBJECTIVES } from './objectives';
import { PARAMETERS } from './parameters';
import { REFERENCES } from './references';
import { REFUSED } from './refused';
import { REPLICATION } from './replication';
import { RETENTION } from './retention';
import { SIZES } from './sizes';
import { SQL } from './sql';
import { STRUCTURE } from './structure';
import { TIMES } from './times';
import { WAL } from './wal';

/** Every kind of fault that a profile can have alone, with the finding that it must give rise to. */
export const FAULTS: readonly Fault[] = [
  ...STRUCTURE,
  ...NAMES,
  ...REFERENCES,
  ...PARAMETERS,
  ...SIZES,
  ...SQL,
  ...IMAGES,
  ...NETWORK,
  ...CONNECTIONS,
  ...MEMORY,
  ...WAL,
  ...REPLICATION,
  ...OBJECTIVES,
  ...TIMES,
  ...RETENTION,
  ...ACCEPTANCE,
  ...REFUSED,
];
