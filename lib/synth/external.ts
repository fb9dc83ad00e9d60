import type { Construct, IConstruct } from 'constructs';

/** What the objects beneath a scope may name though the app does not render it: made by people or by controllers. */
export interface External {
  /** Secrets, each with the keys that it holds. @default - none */
  readonly secrets?: Readonly<Record<string, readonly string[]>>;
  /** ConfigMaps, each with the keys that it holds. @default - none */
  readonly configMaps?: Readonly<Record<string, readonly string[]>>;
  /** @default - none */
  readonly services?: readonly string[];
  /** @default - `default`, which every namespace has */
  readonly serviceAccounts?: readonly string[];
  /** @default - none */
  readonly persistentVolumeClaims?: readonly string[];
  /** @default - none */
  readonly roles?: readonly string[];
  /** @default - those that Kubernetes brings */
  readonly clusterRoles?: readonly string[];
  /** Labels of pods that others make, which selectors may match. @default - none */
  readonly pods?: readonly Readonly<Record<string, string>>[];
  /**
   * Label keys that controllers write at run time, such as Patroni's role: selectors use them and no template has them.
   *
   * @default - those that Kubernetes writes
   */
  readonly runtimeLabels?: readonly string[];
}

/**
 * Says what is made elsewhere, in the namespaces of the objects beneath the scope: an app, a platform or a chart. Checked
 * by `App` only; without effect in a stock cdk8s app. May be called several times.
 */
export function declareExternal(scope: Construct, external: External): void {
  scope.node.addMetadata(EXTERNAL, external);
}

/** Pods beneath the scope must satisfy the `restricted` Pod Security Standard, and have read-only root file systems. */
export function enforceRestricted(scope: Construct): void {
  scope.node.addMetadata(RESTRICTED, true);
}

/** What a scope itself, apart from those around it, has declared. */
export function declarationsOf(scope: IConstruct): { readonly external: External[]; readonly restricted: boolean } {
  const { metadata } = scope.node;
  if (metadata.length === 0) return UNDECLARED;
  return {
    external: metadata.filter((entry) => entry.type === EXTERNAL).map((entry) => entry.data as External),
    restricted: metadata.some((entry) => entry.type === RESTRICTED),
  };
}

const EXTERNAL = 'cdk8s-postgres:external';
const RESTRICTED = 'cdk8s-postgres:restricted';
const UNDECLARED = { external: [], restricted: false };
