import { OFFICIAL_IMAGES } from '../images';
import type { PostgresProfile } from './profile';
import type { ReplicatedTopology, SingleTopology, Topology } from './topology';

/** What is one instance without Patroni; undefined for instances under it. */
export function singleOf({ topology }: Pick<PostgresProfile, 'topology'>): SingleTopology | undefined {
  return 'members' in topology.props ? undefined : topology.props;
}

/** Every topology as groups: one instance is one member, without sets and without failover. */
export function asGroups({ props }: Topology): ReplicatedTopology {
  return 'members' in props ? props : { members: { ...props, count: 1 } };
}

/** The reference of the image that instances run. */
export function serverImage(profile: Pick<PostgresProfile, 'postgres' | 'topology'>): string {
  const { major, props } = profile.postgres;
  const single = singleOf(profile);
  return (single ? (single.image ?? OFFICIAL_IMAGES[major]) : props.image).reference;
}

/** Whether instances run the platform's own image, which holds more than the official one. */
export function runsPlatformImage(profile: Pick<PostgresProfile, 'postgres' | 'topology'>): boolean {
  return serverImage(profile) === profile.postgres.props.image.reference;
}
