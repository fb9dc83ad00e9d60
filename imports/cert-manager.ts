import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/**
 * A certificate that cert-manager issues, renews and keeps in a Secret.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate
 */
export class Certificate extends ApiObject {
  public static readonly GVK: GroupVersionKind = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' };

  public static manifest(props: CertificateProps): CertificateProps & GroupVersionKind {
    return { ...Certificate.GVK, ...props };
  }

  public constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id, { ...Certificate.GVK, ...props });
  }
}

export interface CertificateProps {
  readonly metadata?: ApiObjectMetadata;
  readonly spec: CertificateSpec;
}

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateSpec */
export interface CertificateSpec {
  /** The Secret that it writes: `tls.crt`, `tls.key` and, where the issuer tells it, `ca.crt`. */
  readonly secretName: string;
  /** Who signs. */
  readonly issuerRef: CertificateIssuerRef;
  /** Subject common name, at most 64 characters. @default - none */
  readonly commonName?: string;
  /** Subject alternative names. @default - none */
  readonly dnsNames?: readonly string[];
  /** @default - none */
  readonly ipAddresses?: readonly string[];
  /** Life of the certificate as Go writes durations: `2160h`. At least `1h`. @default 2160h */
  readonly duration?: string;
  /** How long before its end it is renewed: `720h`. At least `5m`. @default - a third of its life */
  readonly renewBefore?: string;
  /** What it may be used for: `server auth`, `client auth`... @default - digital signature, key encipherment */
  readonly usages?: readonly string[];
  /** @default - an RSA key of 2048 bits */
  readonly privateKey?: CertificatePrivateKey;
  /** Labels and annotations of the Secret. @default - none */
  readonly secretTemplate?: CertificateSecretTemplate;
  /** How many CertificateRequests are kept, 1 or more. @default - cert-manager's */
  readonly revisionHistoryLimit?: number;
}

export interface CertificateIssuerRef {
  readonly name: string;
  /** `Issuer` or `ClusterIssuer`. @default Issuer */
  readonly kind?: string;
  /** @default cert-manager.io */
  readonly group?: string;
}

export interface CertificatePrivateKey {
  /** `RSA`, `ECDSA` or `Ed25519`. @default RSA */
  readonly algorithm?: string;
  /** `PKCS1` or `PKCS8`. @default PKCS1 */
  readonly encoding?: string;
  /** Bits: RSA 2048, 4096, 8192; ECDSA 256, 384, 521. @default - 2048 or 256 */
  readonly size?: number;
  /** `Never` keeps the key when the certificate is renewed, `Always` makes a new one. @default - cert-manager's */
  readonly rotationPolicy?: string;
}

export interface CertificateSecretTemplate {
  /** @default - none */
  readonly annotations?: { readonly [key: string]: string };
  /** @default - none */
  readonly labels?: { readonly [key: string]: string };
}
