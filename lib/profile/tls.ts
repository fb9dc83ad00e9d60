import type { Duration } from 'cdk8s';

/** Where the certificates come from. Servers and pools accept encrypted connections only, TLS 1.2 at least. */
export class Tls {
  /** cert-manager issues and rotates them; the pods reload without a restart. */
  public static certManager(props: CertManagerTls): Tls {
    return new Tls('certManager', props);
  }

  /**
   * Secrets that exist in the namespace, each with `tls.crt`, `tls.key` and `ca.crt`. The authority needs the extension
   * keyUsage with keyCertSign, else patronictl trusts no instance. To change it: both authorities in `ca.crt`, then
   * new certificates, then the new one alone in `ca.crt`, as docs/certificates.md says.
   */
  public static existing(props: ExistingTls): Tls {
    return new Tls('existing', props);
  }

  private constructor(
    public readonly kind: 'certManager' | 'existing',
    public readonly props: CertManagerTls | ExistingTls,
  ) {}
}

/** @see https://cert-manager.io/docs/usage/certificate/ */
export interface CertManagerTls {
  /** The issuer. Its CA must come with the certificate (`ca.crt`): an ACME issuer does not do that. */
  readonly issuer: string;
  /** @default IssuerKind.CLUSTER_ISSUER */
  readonly issuerKind?: IssuerKind;
  /** Life of a certificate. @default Duration.days(90) */
  readonly duration?: Duration;
  /** How long before its end it is renewed. @default Duration.days(30) */
  readonly renewBefore?: Duration;
}

export enum IssuerKind {
  /** For the whole cluster. */
  CLUSTER_ISSUER = 'ClusterIssuer',
  /** In the platform's namespace. */
  ISSUER = 'Issuer',
}

export interface ExistingTls {
  /** The servers' Secret. Its certificate names every Service of the platform: `cdk8s-postgres page` lists them. */
  readonly serverSecret: string;
  /** The pools' Secret. @default - `serverSecret` */
  readonly poolSecret?: string;
}
