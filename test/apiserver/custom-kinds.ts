import type { ApiServer } from './api-server';

/** The kinds of other projects that are rendered: group, version, kind, plural. */
const KINDS = [
  ['cert-manager.io', 'v1', 'Certificate', 'certificates'],
  ['external-secrets.io', 'v1', 'ExternalSecret', 'externalsecrets'],
  ['monitoring.coreos.com', 'v1', 'PodMonitor', 'podmonitors'],
] as const;

/**
 * Has the API server know the kinds of other projects, with any content: what may stand in them is checked at synth, and
 * their own definitions are not at hand here.
 */
export async function defineCustomKinds(server: ApiServer): Promise<void> {
  await server.kubectl(
    ['create', '--filename', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: KINDS.map(definition) }),
  );
  const names = KINDS.map(([group, , , plural]) => `customresourcedefinition/${plural}.${group}`);
  await server.kubectl(['wait', '--for=condition=established', '--timeout=120s', ...names]);
}

function definition([group, version, kind, plural]: (typeof KINDS)[number]): object {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
