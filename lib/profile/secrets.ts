import type { Duration } from 'cdk8s';

/** Where the passwords come from. One Secret holds them all; `cdk8s-postgres page` lists its keys. */
export class Secrets {
  /** A Secret that exists in the namespace before the platform does. It is never rendered. */
  public static existing(name: string): Secrets {
    return new Secrets('existing', { name });
  }

  /** A Secret that External Secrets Operator makes from any of its stores, such as Vault. */
  public static external(props: ExternalSecretProps): Secrets {
    return new Secrets('external', props);
  }

  private constructor(
    public readonly kind: 'existing' | 'external',
    public readonly props: ExistingSecretProps | ExternalSecretProps,
  ) {}
}

export interface ExistingSecretProps {
  /** The Secret's name. */
  readonly name: string;
}

/** @see https://external-secrets.io/latest/api/externalsecret/ */
export interface ExternalSecretProps {
  /** Name of the Secret that is made. */
  readonly name: string;
  /** The store that holds the values. */
  readonly store: string;
  /** @default SecretStoreKind.CLUSTER_SECRET_STORE */
  readonly storeKind?: SecretStoreKind;
  /** The key in the store under which the platform's values are, one property each: for example `platforms/orders`. */
  readonly remoteKey: string;
  /** How often the store is asked. @default Duration.hours(1) */
  readonly refreshInterval?: Duration;
}

export enum SecretStoreKind {
  /** For the whole cluster. */
  CLUSTER_SECRET_STORE = 'ClusterSecretStore',
  /** In the platform's namespace. */
  SECRET_STORE = 'SecretStore',
}
