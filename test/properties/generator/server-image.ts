import { Image, type PostgresProfile } from '../../../lib';
import { derive } from '../../../lib/profile/resolve';
import { singleOf } from '../../../lib/profile/single';
import { proveImage } from '../../../lib/proofs/image';
import { change } from '../../profile/change';

/** One instance runs an image of the major, and the platform's own where the official one has not what it needs. */
export function withServerImage(profile: PostgresProfile): PostgresProfile {
  const single = singleOf(profile);
  if (!single) return profile;
  const { major, props } = profile.postgres;
  const repository = single.image?.props.repository;
  const own = repository === undefined ? undefined : Image.of(repository, `${major}.1`);
  const official = change(profile, ['topology', 'image'], own);
  if (proveImage(derive(official)).findings.length === 0) return official;
  return change(profile, ['topology', 'image'], Image.of(props.image.props.repository, props.image.props.tag));
}
