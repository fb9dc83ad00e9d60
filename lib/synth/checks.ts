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
  const findings: Finding[] = [];
  for (const object of objects) {
    for (const check of object.restricted ? RESTRICTED : OF_ONE_OBJECT) {
      const found = check(object);
      if (found.length > 0) findings.push(...found);
    }
  }
  return [...findings, ...checkClaims(objects), ...checkReferences(objects)];
}

const OF_ONE_OBJECT = [checkSchema, checkNames, checkLimits, checkPods];
const RESTRICTED = [...OF_ONE_OBJECT, checkPodSecurity];
