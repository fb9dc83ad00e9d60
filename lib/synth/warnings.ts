import type { Construct, IConstruct } from 'constructs';
import type { Finding } from '../findings';

/** What a scope says without being wrong. `runApp` prints it; in a stock cdk8s app it stays unsaid. */
export function addWarnings(scope: Construct, warnings: readonly Finding[]): void {
  const { root } = scope.node;
  said.set(root, [...(said.get(root) ?? []), ...warnings]);
}

/** What everything in an app has said. */
export function warningsOf(root: IConstruct): readonly Finding[] {
  return said.get(root) ?? [];
}

const said = new WeakMap<IConstruct, readonly Finding[]>();
