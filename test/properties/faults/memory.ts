import { Size } from 'cdk8s';
import { ParameterOverrides } from '../../../lib';
import { setsOf } from '../generator/context';
import { type Fault, pathOf, wrong, wrongAt } from './fault';
import { aSet, first, plainServer, smallMembers } from './needs';

const parameters = ['postgres', 'parameters'] as const;

/** Memory that does not fit. */
export const MEMORY: readonly Fault[] = [
  {
    kind: 'more memory than the limit',
    make: (profile) =>
      wrongAt('topology.members.resources.memory.limit', profile, [...parameters, 'sharedBuffers'], Size.tebibytes(2)),
    says: /too little for the members: 2 TiB shared_buffers \+ .* Raise it to at least/,
    proof: 'memory',
    also: /too little for the set/,
  },
  {
    kind: 'more memory than the limit of a set',
    needs: [aSet],
    make: (profile) => {
      const set = first(setsOf(profile));
      const { major } = profile.postgres;
      const own = ParameterOverrides[`v${major}`]({ sharedBuffers: Size.tebibytes(2) });
      const path = pathOf(['topology', 'sets', set, 'resources', 'memory', 'limit']);
      return wrongAt(path, profile, ['topology', 'sets', set, 'parameters'], own);
    },
    says: /too little for the set/,
    proof: 'memory',
    also: /effective_cache_size|too few for/,
  },
  {
    kind: 'a page cache above the limit',
    make: (profile) => wrong(profile, [...parameters, 'effectiveCacheSize'], Size.tebibytes(2)),
    says: /2 TiB is above the memory limit of/,
    proof: 'effective-cache-size',
  },
  {
    kind: 'hash tables above the limit',
    needs: [plainServer, smallMembers],
    make: (profile) =>
      wrongAt('topology.members.resources.memory.limit', profile, [...parameters, 'hashMemMultiplier'], 1000),
    says: /too little for the members once all \d+ sessions hash at a time, with hash_mem_multiplier 1000/,
    proof: 'hash-memory',
    also: /too little for the set/,
  },
];
