import type { ConfigMap, Manifest, Secret } from './manifests';

/** The objects that were applied, as an API server would keep them. */
export class Objects {
  private readonly kept = new Map<string, Manifest>();

  /** Whether this changed anything. */
  public put(manifest: Manifest): boolean {
    const key = keyOf(manifest.kind, manifest.metadata.namespace ?? '', manifest.metadata.name);
    const changed = JSON.stringify(this.kept.get(key)) !== JSON.stringify(manifest);
    this.kept.set(key, manifest);
    return changed;
  }

  public remove(kind: string, namespace: string, name: string): void {
    this.kept.delete(keyOf(kind, namespace, name));
  }

  public find<T extends Manifest>(kind: string, namespace: string, name: string): T | undefined {
    return this.kept.get(keyOf(kind, namespace, name)) as T | undefined;
  }

  /** By name alone, in whatever namespace. @throws Error where there is none */
  public one<T extends Manifest>(kind: string, name: string): T {
    const found = this.all<T>(kind).find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  }

  public all<T extends Manifest>(kind: string): T[] {
    return [...this.kept.values()].filter((manifest) => manifest.kind === kind) as T[];
  }

  /** A ConfigMap's content. */
  public configMap(namespace: string, name: string): Readonly<Record<string, string>> | undefined {
    const found = this.find<ConfigMap>('ConfigMap', namespace, name);
    return found && (found.data ?? {});
  }

  /** A Secret's content. */
  public secret(namespace: string, name: string): Readonly<Record<string, string>> | undefined {
    return this.find<Secret>('Secret', namespace, name)?.stringData;
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
