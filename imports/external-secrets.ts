import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/**
 * A Secret that the External Secrets Operator fills from a store such as Vault.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export class ExternalSecret extends ApiObject {
  public static readonly GVK: GroupVersionKind = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' };

  public static manifest(props: ExternalSecretProps): ExternalSecretProps & GroupVersionKind {
    return { ...ExternalSecret.GVK, ...props };
  }

  public constructor(scope: Construct, id: string, props: ExternalSecretProps) {
    super(scope, id, { ...ExternalSecret.GVK, ...props });
  }
}

export interface ExternalSecretProps {
  readonly metadata?: ApiObjectMetadata;
  readonly spec: ExternalSecretSpec;
}

/** @see https://external-secrets.io/latest/api/spec/#external-secrets.io/v1.ExternalSecretSpec */
export interface ExternalSecretSpec {
  /** The store that is read. */
  readonly secretStoreRef: SecretStoreRef;
  /** The Secret that is written. @default - named as the ExternalSecret, owned by it, retained */
  readonly target?: ExternalSecretTarget;
  /** How often the store is read again, as Go writes durations: `1h`. `0` reads once. @default 1h */
  readonly refreshInterval?: string;
  /** `Periodic`, `CreatedOnce` or `OnChange`. @default Periodic */
  readonly refreshPolicy?: string;
  /** Which value of the store goes to which key of the Secret. @default - none */
  readonly data?: readonly ExternalSecretData[];
  /** All values of one secret of the store. @default - none */
  readonly dataFrom?: readonly ExternalSecretDataFrom[];
}

export interface SecretStoreRef {
  readonly name: string;
  /** `SecretStore` or `ClusterSecretStore`. @default SecretStore */
  readonly kind?: string;
}

export interface ExternalSecretTarget {
  /** @default - the ExternalSecret's name */
  readonly name?: string;
  /** `Owner`, `Orphan`, `Merge` or `None`. @default Owner */
  readonly creationPolicy?: string;
  /** What happens when the store no longer has the values: `Retain`, `Delete` or `Merge`. @default Retain */
  readonly deletionPolicy?: string;
  /** @default false */
  readonly immutable?: boolean;
}

export interface ExternalSecretData {
  /** The key in the Secret. */
  readonly secretKey: string;
  readonly remoteRef: ExternalSecretRemoteRef;
}

export interface ExternalSecretRemoteRef {
  /** The secret's name or path in the store. */
  readonly key: string;
  /** Which property of it, where it has several. @default - the whole value */
  readonly property?: string;
  /** @default - the newest */
  readonly version?: string;
  /** `Default` or `Unicode`. @default Default */
  readonly conversionStrategy?: string;
  /** `None`, `Base64`, `Base64URL` or `Auto`. @default None */
  readonly decodingStrategy?: string;
  /** `None` or `Fetch`. @default None */
  readonly metadataPolicy?: string;
}

export interface ExternalSecretDataFrom {
  /** The secret whose properties all become keys. */
  readonly extract: ExternalSecretRemoteRef;
}
