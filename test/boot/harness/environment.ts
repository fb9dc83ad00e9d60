import type { EnvVar, KeyRef } from './manifests';
import type { Objects } from './objects';

/** What a pod's fields refer to. */
export interface PodFacts {
  readonly name: string;
  readonly namespace: string;
  /** Its address. */
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A container's variables: values, references and `$(NAME)` of the variables before, as the kubelet resolves them.
 *
 * @throws Error in the kubelet's words, where a Secret, a ConfigMap or a key is missing
 */
export function environment(
  variables: readonly EnvVar[],
  base: Readonly<Record<string, string>>,
  pod: PodFacts,
  objects: Objects,
): Record<string, string> {
  const env: Record<string, string> = { ...base };
  for (const { name, value, valueFrom } of variables) {
    const { fieldRef, secretKeyRef, configMapKeyRef } = valueFrom ?? {};
    let found: string | undefined;
    if (fieldRef) found = podField(fieldRef.fieldPath, pod);
    else if (secretKeyRef) found = keyOf('Secret', 'secret', secretKeyRef, pod, objects.secret.bind(objects));
    else if (configMapKeyRef) {
      found = keyOf('ConfigMap', 'configmap', configMapKeyRef, pod, objects.configMap.bind(objects));
    } else found = expand(value ?? '', env);
    if (found !== undefined) env[name] = found;
  }
  return env;
}

/** @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/ */
export function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^()]+)\)/g, (match, name?: string) => {
    if (name === undefined) return '$';
    return env[name] ?? match;
  });
}

/** @throws Error for a field that the harness does not know */
export function podField(path: string, pod: PodFacts): string {
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'status.podIP': pod.address,
  };
  const label = /^metadata\.labels\['(.+)'\]$/.exec(path)?.[1];
  const found = label === undefined ? fields[path] : (pod.labels[label] ?? '');
  if (found === undefined) throw new Error(`the harness knows no field ${path}`);
  return found;
}

function keyOf(
  kind: string,
  word: string,
  { name, key, optional }: KeyRef,
  { namespace }: PodFacts,
  find: (namespace: string, name: string) => Readonly<Record<string, string>> | undefined,
): string | undefined {
  const content = find(namespace, name);
  const value = content?.[key];
  if (value !== undefined || optional) return value;
  if (!content) throw new Error(`CreateContainerConfigError: ${word} "${name}" not found`);
  throw new Error(`CreateContainerConfigError: couldn't find key ${key} in ${kind} ${namespace}/${name}`);
}
