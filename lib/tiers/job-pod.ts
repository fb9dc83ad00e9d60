import type * as k8s from '../../imports/k8s';
import type { Resources } from '../profile/resources';
import { containerSecurity, OPERATIONS_FOLDER, podSecurity, resourceRequirements, SCRIPT_MODE } from './pod';
import { caMount, caVolume, type ServerEndpoint } from './server';

/** A pod that runs one script to its end. */
export interface JobPodProps {
  /** The container's name. */
  readonly name: string;
  readonly image: string;
  /** Secrets with registry credentials. */
  readonly pullSecrets: readonly string[];
  /** The script, in `OPERATIONS_FOLDER`, and its arguments. */
  readonly command: readonly string[];
  readonly env: readonly k8s.EnvVar[];
  readonly resources: Resources;
  /** With the script, and whatever files lie beside it. */
  readonly configMap: string;
  /** Whose certificate authority the pod knows. @default - it connects to no server */
  readonly server?: Pick<ServerEndpoint, 'caSecret'>;
  /** What is mounted at /tmp. */
  readonly scratch: k8s.Volume;
  /** Between SIGTERM and SIGKILL. @default - Kubernetes' own 30 seconds */
  readonly graceSeconds?: number;
  /** Volumes beside the scripts, /tmp and the certificate authority. @default - none */
  readonly volumes?: readonly k8s.Volume[];
  /** @default - none */
  readonly volumeMounts?: readonly k8s.VolumeMount[];
}

/** No retries within the pod, no Kubernetes API, a read-only root; the end of its log is the container's message. */
export function jobPod(props: JobPodProps): k8s.PodSpec {
  const { pullSecrets, server, scratch, graceSeconds, volumes = [], volumeMounts = [] } = props;
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(graceSeconds !== undefined && { terminationGracePeriodSeconds: graceSeconds }),
    securityContext: podSecurity(),
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    containers: [
      {
        name: props.name,
        image: props.image,
        imagePullPolicy: 'IfNotPresent',
        command: [...props.command],
        env: [...props.env],
        resources: resourceRequirements(props.resources),
        securityContext: containerSecurity(),
        terminationMessagePolicy: 'FallbackToLogsOnError',
        volumeMounts: [
          { name: 'operations', mountPath: OPERATIONS_FOLDER, readOnly: true },
          { name: scratch.name, mountPath: '/tmp' },
          ...(server ? [caMount()] : []),
          ...volumeMounts,
        ],
      },
    ],
    volumes: [
      { name: 'operations', configMap: { name: props.configMap, defaultMode: SCRIPT_MODE } },
      scratch,
      ...(server ? [caVolume(server)] : []),
      ...volumes,
    ],
  };
}
