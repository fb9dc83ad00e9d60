/** A service that applications use beside the platform. Nothing is rendered for it; the platform's page says where it is. */
export interface Neighbor {
  /** What applications use it for. */
  readonly purpose: string;
  /** Its host: a DNS name or an address. */
  readonly host: string;
  /** Its TCP port. */
  readonly port: number;
}
