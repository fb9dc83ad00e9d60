import type { Finding } from '../findings';
import { labelKeyFault, labelValueFault } from '../labels';
import type { Peer } from './network';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import { serverGroups } from './server-groups';

/** Labels and taints of nodes and of others' pods that nothing can have, so that nothing would ever match. */
export function checkLabels(profile: PostgresProfile): Finding[] {
  const { network, pools = {}, access = {} } = profile;
  return [
    ...serverGroups(profile).flatMap(({ path, definition: { placement = {} } }) => [
      ...labels(`${path}.placement.nodeSelector`, placement.nodeSelector),
      ...(placement.tolerations ?? []).flatMap(({ key, value = '' }, index) => {
        const at = `${path}.placement.tolerations[${index}]`;
        return [
          ...finding(`${at}.key`, key === '' ? EVERY_TAINT : labelKeyFault(key)),
          ...finding(`${at}.value`, labelValueFault(value, MEND)),
        ];
      }),
    ]),
    ...labels('network.dns.labels', network.dns?.labels),
    ...peers('network.scrapers', network.scrapers),
    ...Object.entries(pools).flatMap(([name, { clients }]) => peers(`${childPath('pools', name)}.clients`, clients)),
    ...Object.entries(access).flatMap(([name, { clients }]) => peers(`${childPath('access', name)}.clients`, clients)),
  ];
}

const EVERY_TAINT = 'is empty, and would tolerate every taint, of nodes that are not ready too. Name the key of one.';

const MEND = 'Write it as the other has it.';

function peers(path: string, named: Readonly<Record<string, Peer>> = {}): Finding[] {
  return Object.entries(named).flatMap(([name, { props }]) => labels(`${childPath(path, name)}.labels`, props.labels));
}

function labels(path: string, map: Readonly<Record<string, string>> = {}): Finding[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const at = childPath(path, key);
    return [...finding(at, labelKeyFault(key)), ...finding(at, labelValueFault(value, MEND))];
  });
}

function finding(path: string, message: string | undefined): Finding[] {
  return message === undefined ? [] : [{ path, message }];
}
