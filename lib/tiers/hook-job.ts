import type * as k8s from '../../imports/k8s';
import { syncHook } from './annotations';
import { contentHash } from './content-hash';

/**
 * A Job that runs with each sync. Its name changes with what it does, since nobody can change a Job.
 *
 * @param data the ConfigMap that its pod mounts
 */
export function hookJob(
  workload: { readonly name: string; readonly labels: Record<string, string> },
  wave: number,
  spec: k8s.JobSpec,
  data: Readonly<Record<string, string>>,
): k8s.KubeJobProps {
  const { name, labels } = workload;
  return {
    metadata: { name: `${name}-${contentHash([spec, data])}`, labels, annotations: syncHook(wave) },
    spec,
  };
}
