import type { Finding } from '../findings';
import { checkClaims } from './check-claims';
import { checkLimits } from './check-limits';
import { checkNames } from './check-names';
import { checkPodSecurity } from './check-pod-security';
import { checkPods } from './check-pods';
import { checkReferences } from './check-references';
import { checkSchema } from './check-schema';
import type { RenderedObject } from './manifest';

/** Everything that can be told of the objects of an app without a cluster. */
export function checkObjects(objects: readonly RenderedObject[]): Finding[] {
  return [
    ...objects.flatMap((object) => [
      ...checkSchema(object),
      ...checkNames(object),
      ...checkLimits(object),
      ...checkPods(object),
      ...(object.restricted ? checkPodSecurity(object) : []),
    ]),
    ...checkClaims(objects),
    ...checkReferences(objects),
  ];
}
