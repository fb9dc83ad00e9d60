import type { JsonSchema } from './kubernetes';

const port: JsonSchema = { minimum: 1, maximum: 65535 };
const fileMode: JsonSchema = { minimum: 0, maximum: 0o777 };
const positive: JsonSchema = { minimum: 1 };
const weight: JsonSchema = { minimum: 1, maximum: 100 };
const anyInteger: JsonSchema = { minimum: -2147483648 };
const oneOf = (...values: string[]): JsonSchema => ({ enum: values });
const listOf = (...values: string[]): JsonSchema => ({ items: { type: 'string', enum: values } });

const accessModes = listOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod');
const protocol = oneOf('TCP', 'UDP', 'SCTP');
const trafficPolicy = oneOf('Cluster', 'Local');

/**
 * What Kubernetes' types leave out and its API server refuses: ranges and the words of enumerations.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const FIELD_RULES: Readonly<Record<string, JsonSchema>> = {
  'ConfigMapVolumeSource.defaultMode': fileMode,
  'SecretVolumeSource.defaultMode': fileMode,
  'ProjectedVolumeSource.defaultMode': fileMode,
  'DownwardApiVolumeSource.defaultMode': fileMode,
  'DownwardApiVolumeFile.mode': fileMode,
  'KeyToPath.mode': fileMode,
  'Container.imagePullPolicy': oneOf('Always', 'IfNotPresent', 'Never'),
  'Container.terminationMessagePolicy': oneOf('File', 'FallbackToLogsOnError'),
  'ContainerPort.containerPort': port,
  'ContainerPort.hostPort': port,
  'ContainerPort.protocol': protocol,
  'CronJobSpec.concurrencyPolicy': oneOf('Allow', 'Forbid', 'Replace'),
  'DaemonSetUpdateStrategy.type': oneOf('RollingUpdate', 'OnDelete'),
  'DeploymentStrategy.type': oneOf('RollingUpdate', 'Recreate'),
  'EmptyDirVolumeSource.medium': oneOf('', 'Memory'),
  'GrpcAction.port': port,
  'HorizontalPodAutoscalerSpecV2.maxReplicas': positive,
  'HttpGetAction.scheme': oneOf('HTTP', 'HTTPS'),
  'JobSpec.completionMode': oneOf('NonIndexed', 'Indexed'),
  'LabelSelectorRequirement.operator': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
  'NetworkPolicyPort.protocol': protocol,
  'NetworkPolicyPort.endPort': port,
  'NetworkPolicySpec.policyTypes': listOf('Ingress', 'Egress'),
  'NodeSelectorRequirement.operator': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
  'ObjectFieldSelector.apiVersion': oneOf('v1'),
  'PersistentVolumeClaimSpec.accessModes': accessModes,
  'PersistentVolumeClaimSpec.volumeMode': oneOf('Filesystem', 'Block'),
  'PersistentVolumeSpec.accessModes': accessModes,
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': oneOf('Retain', 'Delete', 'Recycle'),
  'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': oneOf('IfHealthyBudget', 'AlwaysAllow'),
  'PodSecurityContext.fsGroupChangePolicy': oneOf('OnRootMismatch', 'Always'),
  'PodSpec.dnsPolicy': oneOf('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
  'PodSpec.preemptionPolicy': oneOf('Never', 'PreemptLowerPriority'),
  'PodSpec.priority': anyInteger,
  'PodSpec.restartPolicy': oneOf('Always', 'OnFailure', 'Never'),
  'PreferredSchedulingTerm.weight': weight,
  'KubePriorityClassProps.value': anyInteger,
  'Probe.failureThreshold': positive,
  'Probe.periodSeconds': positive,
  'Probe.successThreshold': positive,
  'Probe.timeoutSeconds': positive,
  'Probe.terminationGracePeriodSeconds': positive,
  'RoleRef.kind': oneOf('Role', 'ClusterRole'),
  'SeccompProfile.type': oneOf('RuntimeDefault', 'Localhost', 'Unconfined'),
  'SecurityContext.procMount': oneOf('Default', 'Unmasked'),
  'ServicePort.nodePort': port,
  'ServicePort.port': port,
  'ServicePort.protocol': protocol,
  'ServiceSpec.externalTrafficPolicy': trafficPolicy,
  'ServiceSpec.internalTrafficPolicy': trafficPolicy,
  'ServiceSpec.ipFamilies': listOf('IPv4', 'IPv6'),
  'ServiceSpec.ipFamilyPolicy': oneOf('SingleStack', 'PreferDualStack', 'RequireDualStack'),
  'ServiceSpec.sessionAffinity': oneOf('None', 'ClientIP'),
  'ServiceSpec.type': oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': oneOf('Retain', 'Delete'),
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': oneOf('Retain', 'Delete'),
  'StatefulSetSpec.podManagementPolicy': oneOf('OrderedReady', 'Parallel'),
  'StatefulSetUpdateStrategy.type': oneOf('RollingUpdate', 'OnDelete'),
  'KubeStorageClassProps.reclaimPolicy': oneOf('Retain', 'Delete'),
  'KubeStorageClassProps.volumeBindingMode': oneOf('Immediate', 'WaitForFirstConsumer'),
  'Subject.kind': oneOf('User', 'Group', 'ServiceAccount'),
  'Toleration.effect': oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  'Toleration.operator': oneOf('Exists', 'Equal'),
  'Toleration.tolerationSeconds': anyInteger,
  'TopologySpreadConstraint.maxSkew': positive,
  'TopologySpreadConstraint.minDomains': positive,
  'TopologySpreadConstraint.nodeAffinityPolicy': oneOf('Honor', 'Ignore'),
  'TopologySpreadConstraint.nodeTaintsPolicy': oneOf('Honor', 'Ignore'),
  'TopologySpreadConstraint.whenUnsatisfiable': oneOf('DoNotSchedule', 'ScheduleAnyway'),
  'VolumeMount.mountPropagation': oneOf('None', 'HostToContainer', 'Bidirectional'),
  'WeightedPodAffinityTerm.weight': weight,
  // A role without rules is lawful: others aggregate into it.
  'KubeRoleProps.rules': { minItems: 0 },
  'KubeClusterRoleProps.rules': { minItems: 0 },
};

/** Optional by type and yet refused when missing. */
export const REQUIRED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  KubeStatefulSetProps: ['spec'],
  KubeDeploymentProps: ['spec'],
  KubeDaemonSetProps: ['spec'],
  KubeJobProps: ['spec'],
  KubeCronJobProps: ['spec'],
  KubePodProps: ['spec'],
  KubeServiceProps: ['spec'],
  KubePersistentVolumeClaimProps: ['spec'],
  KubePodDisruptionBudgetProps: ['spec'],
  KubeNetworkPolicyProps: ['spec'],
  KubeHorizontalPodAutoscalerV2Props: ['spec'],
  Container: ['image'],
};

/** What the API server writes: rendered, it would be refused, or be a difference for ever. */
export const DROPPED_FIELDS: ReadonlySet<string> = new Set([
  'ObjectMeta.creationTimestamp',
  'ObjectMeta.deletionGracePeriodSeconds',
  'ObjectMeta.deletionTimestamp',
  'ObjectMeta.generation',
  'ObjectMeta.managedFields',
  'ObjectMeta.resourceVersion',
  'ObjectMeta.selfLink',
  'ObjectMeta.uid',
  'PodSpec.ephemeralContainers',
]);
