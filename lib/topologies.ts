import type { Chart } from 'cdk8s';
import type { ResolvedProfile } from './profile/resolve';
import { singleOf } from './profile/single';
import { ConfirmJob } from './tiers/confirm-job';
import { ParametersJob } from './tiers/parameters-job';
import { Primary } from './tiers/primary';
import { Single } from './tiers/single';
import { Standby } from './tiers/standby';
import { type WiredGroup, wireMembers, wireSets } from './wiring/instances';
import { wireParametersJob } from './wiring/parameters-job';
import { allStandbysService } from './wiring/pools';
import { wireConfirmJob, wireSingle } from './wiring/single';

/** The tiers that differ from topology to topology. */
export interface TopologyTiers {
  /** Every group of instances; the first one's may be primary. */
  readonly groups: readonly WiredGroup[];
  /** Adds the instances, each tier to a chart of its own. */
  addInstances(chart: (id: string) => Chart): void;
  /** Adds the Job that sees to it that instances run with what is rendered. */
  addParameters(chart: Chart): void;
}

/** Instances under Patroni, or one without it. */
export function topologyTiers(resolved: ResolvedProfile): TopologyTiers {
  return singleOf(resolved.profile) ? single(resolved) : replicated(resolved);
}

function replicated(resolved: ResolvedProfile): TopologyTiers {
  const { names, profile } = resolved;
  const members = wireMembers(resolved);
  const sets = wireSets(resolved);
  const groups = [members, ...sets];
  const allStandbys = allStandbysService(resolved);
  return {
    groups,
    addInstances(chart) {
      new Primary(chart('1-primary'), 'primary', { members: members.instances, service: names.primary });
      new Standby(chart('2-standby'), 'standby', {
        platform: profile.name,
        scope: names.scope,
        service: names.standby,
        ...(allStandbys && { allStandbysService: allStandbys }),
        sets: sets.map(({ instances }) => {
          const source = resolved.topology.sets?.[instances.set]?.source;
          return { instances, service: instances.name, ...(source !== undefined && { source }) };
        }),
      });
    },
    addParameters(chart) {
      new ParametersJob(chart, 'parameters', wireParametersJob(resolved, groups));
    },
  };
}

function single(resolved: ResolvedProfile): TopologyTiers {
  const instance = wireSingle(resolved);
  return {
    groups: [instance],
    addInstances(chart) {
      new Single(chart('1-primary'), 'primary', { instance: instance.instances, service: resolved.names.primary });
    },
    addParameters(chart) {
      new ConfirmJob(chart, 'parameters', wireConfirmJob(resolved, instance));
    },
  };
}
