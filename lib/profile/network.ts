/** What the platform's pods may reach, and who watches them. Pools and `access` say who may connect. */
export interface Network {
  /**
   * The Kubernetes API server, which Patroni needs: addresses behind `kubernetes.default` and its ClusterIP.
   *
   * `kubectl get service,endpointslice kubernetes --namespace default` shows both, with their ports.
   */
  readonly apiServer: NetworkEndpoint;
  /**
   * Object storage, for dumps and backups.
   *
   * @default - none
   */
  readonly objectStorage?: NetworkEndpoint;
  /**
   * Where names are resolved.
   *
   * @default - pods labeled `k8s-app: kube-dns` in `kube-system`, and a node-local cache at 169.254.20.10
   */
  readonly dns?: Dns;
  /**
   * Who scrapes the exporters, by a name of your choice.
   *
   * @default - nobody
   */
  readonly scrapers?: { readonly [name: string]: Peer };
  /**
   * Addresses of pods, for pg_hba.conf. NetworkPolicies already decide which pods get through.
   *
   * @default - any address
   */
  readonly podCidrs?: readonly string[];
  /** The cluster's DNS domain. @default cluster.local */
  readonly clusterDomain?: string;
}

export interface NetworkEndpoint {
  /** Address ranges, for example `10.0.0.1/32`. */
  readonly cidrs: readonly string[];
  /** TCP ports. */
  readonly ports: readonly number[];
}

export interface Dns {
  /** Namespace of the resolver's pods. @default kube-system */
  readonly namespace?: string;
  /** Their labels. @default - `k8s-app: kube-dns` */
  readonly labels?: { readonly [key: string]: string };
  /**
   * Address of a node-local cache; an empty list for none.
   *
   * @default - 169.254.20.10/32
   * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
   */
  readonly nodeLocalCidrs?: readonly string[];
}

/**
 * Who may connect, or be connected to.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class Peer {
  /** Every pod of a namespace (by its label `kubernetes.io/metadata.name`). */
  public static namespace(name: string): Peer {
    return new Peer('namespace', { namespace: name });
  }

  /** Pods with all of these labels in a namespace. */
  public static pods(namespace: string, labels: { readonly [key: string]: string }): Peer {
    return new Peer('pods', { namespace, labels });
  }

  /** An address range. */
  public static cidr(cidr: string): Peer {
    return new Peer('cidr', { cidr });
  }

  private constructor(
    public readonly kind: 'namespace' | 'pods' | 'cidr',
    public readonly props: PeerProps,
  ) {}
}

export interface PeerProps {
  /** The namespace's name. */
  readonly namespace?: string;
  /** Labels that the pods have, all of them. */
  readonly labels?: { readonly [key: string]: string };
  /** An address range, for example `10.20.0.0/16`. */
  readonly cidr?: string;
}
