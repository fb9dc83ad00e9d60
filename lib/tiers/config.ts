import { type Duration, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { Certificate } from '../../imports/cert-manager';
import { ExternalSecret } from '../../imports/external-secrets';
import * as k8s from '../../imports/k8s';
import { LabelKeys } from '../names';
import { readOperation } from '../operations/read-operation';
import { KEEP, SyncWave, syncWave } from './annotations';
import { type NetworkPoliciesProps, networkPolicies } from './network-policies';

export interface ConfigProps {
  /** The platform's name. */
  readonly platform: string;
  /** The Namespace to render. @default - it is somebody else's */
  readonly namespace?: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  /** ConfigMaps with the instances' files: the ConfigMap's name, then file name and text. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** ConfigMap with the scripts of the instances. */
  readonly operations: string;
  /** The scripts of `lib/operations` that instances run, by name. */
  readonly scripts: readonly string[];
  /** @default - the instances run without Patroni */
  readonly patroni?: PatroniAccess;
  /** @default - certificates come from existing Secrets */
  readonly certificates?: readonly CertificateProps[];
  /** @default - the Secret exists */
  readonly externalSecret?: ExternalSecretTierProps;
  readonly network: NetworkPoliciesProps;
}

/** What Patroni needs of the Kubernetes API. */
export interface PatroniAccess {
  /** ServiceAccount, Role and RoleBinding of the instances. */
  readonly serviceAccount: string;
  /** Patroni's scope: what the names of its own ConfigMaps start with. */
  readonly scope: string;
}

export interface CertificateProps {
  /** Name of the Certificate and of the Secret that holds it. */
  readonly name: string;
  readonly dnsNames: readonly string[];
  readonly issuer: { readonly name: string; readonly kind: string };
  readonly duration: Duration;
  readonly renewBefore: Duration;
}

export interface ExternalSecretTierProps {
  readonly name: string;
  readonly store: { readonly name: string; readonly kind: string };
  readonly remoteKey: string;
  readonly refreshInterval: Duration;
  /** Keys of the Secret; each is a property of the remote key. */
  readonly keys: readonly string[];
}

/** What the names of Patroni's ConfigMaps end with. */
const PATRONI_OBJECTS = ['config', 'failover', 'leader', 'sync'];

/** What the other tiers stand on: files, rights, certificates, Secret references, network. */
export class Config extends Construct {
  public constructor(scope: Construct, id: string, props: ConfigProps) {
    super(scope, id);
    if (props.namespace) this.namespace(props.namespace);
    if (props.patroni) this.access(props.platform, props.patroni);
    this.secrets(props);
    for (const [name, data] of Object.entries(props.files)) this.configMap(props.platform, name, data);
    this.configMap(
      props.platform,
      props.operations,
      Object.fromEntries(props.scripts.map((script) => [`${script}.sh`, readOperation(script)])),
    );
    for (const policy of networkPolicies(props.network)) {
      new k8s.KubeNetworkPolicy(this, `policy-${policy.metadata?.name}`, policy);
    }
  }

  /** `restricted` is enforced: a pod that asks for more is refused by the API server. */
  private namespace({ name, labels }: NonNullable<ConfigProps['namespace']>): void {
    const object = new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name,
        labels: {
          ...labels,
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
        annotations: { ...syncWave(SyncWave.CONFIG), ...KEEP },
      },
    });
    // The chart's namespace is stamped on every object; a Namespace has none.
    object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }

  /**
   * What Patroni needs with ConfigMaps as its store, and its callback: each verb is needed, none is left over.
   *
   * @see https://patroni.readthedocs.io/en/latest/kubernetes.html
   */
  private access(platform: string, { serviceAccount: name, scope }: PatroniAccess): void {
    const metadata = this.metadata(platform, name);
    new k8s.KubeServiceAccount(this, 'service-account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeRole(this, 'role', {
      metadata,
      rules: [
        // Its own objects alone: other ConfigMaps hold scripts that run with every password.
        {
          apiGroups: [''],
          resources: ['configmaps'],
          resourceNames: PATRONI_OBJECTS.map((suffix) => `${scope}-${suffix}`),
          verbs: ['get', 'patch'],
        },
        // These cannot be limited by name.
        { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list', 'watch'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['list', 'patch', 'watch'] },
      ],
    });
    new k8s.KubeRoleBinding(this, 'role-binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    });
  }

  private secrets({ platform, certificates = [], externalSecret }: ConfigProps): void {
    for (const certificate of certificates) {
      new Certificate(this, `certificate-${certificate.name}`, {
        metadata: this.metadata(platform, certificate.name),
        spec: {
          secretName: certificate.name,
          secretTemplate: { annotations: KEEP },
          dnsNames: [...certificate.dnsNames],
          issuerRef: { group: 'cert-manager.io', kind: certificate.issuer.kind, name: certificate.issuer.name },
          duration: goDuration(certificate.duration),
          renewBefore: goDuration(certificate.renewBefore),
          privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
          usages: ['digital signature', 'server auth'],
        },
      });
    }
    if (!externalSecret) return;
    const { name, store, remoteKey, refreshInterval, keys } = externalSecret;
    new ExternalSecret(this, `external-secret-${name}`, {
      metadata: { ...this.metadata(platform, name), annotations: { ...syncWave(SyncWave.CONFIG), ...KEEP } },
      spec: {
        refreshInterval: goDuration(refreshInterval),
        secretStoreRef: { name: store.name, kind: store.kind },
        target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: keys.map((key) => ({ secretKey: key, remoteRef: { key: remoteKey, property: key } })),
      },
    });
  }

  private configMap(platform: string, name: string, data: Readonly<Record<string, string>>): void {
    new k8s.KubeConfigMap(this, `config-map-${name}`, { metadata: this.metadata(platform, name), data: { ...data } });
  }

  private metadata(
    platform: string,
    name: string,
  ): { name: string; labels: Record<string, string>; annotations: Record<string, string> } {
    return {
      name,
      labels: { 'app.kubernetes.io/part-of': platform, [LabelKeys.PLATFORM]: platform },
      annotations: syncWave(SyncWave.CONFIG),
    };
  }
}

/** As Go writes a duration, and so as controllers write it back: `2160h0m0s`, `1m30s`. */
function goDuration(duration: Duration): string {
  const total = duration.toSeconds();
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
  return `${hours > 0 ? `${hours}h` : ''}${total >= 60 ? `${minutes}m` : ''}${total % 60}s`;
}
