import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Cluster } from './cluster';
import { type PodFacts, podField } from './environment';
import type { KeyedSource, ProjectedSource, Volume } from './manifests';
import type { Objects } from './objects';
import { type ProjectedFile, ProjectedFolder } from './projected-folder';

/** What volumes are made from. */
export interface VolumeSources {
  readonly cluster: Cluster;
  readonly objects: Objects;
  /** Where claims keep their data. */
  readonly claims: string;
  /** What a file of a ConfigMap becomes in the pod. Only Patroni's store is ever swapped. */
  readonly adapt: (text: string, name: string, namespace: string) => string;
}

/** The folders of one pod's volumes. */
export class PodVolumes {
  private readonly folders = new Map<string, string>();
  private readonly projections: (() => boolean)[] = [];
  private readonly memory: string[] = [];

  public constructor(
    private readonly sources: VolumeSources,
    private readonly pod: PodFacts,
    private readonly group: number,
    /** The pod's own folder. */
    private readonly folder: string,
  ) {}

  /** @throws Error in the kubelet's words, where a ConfigMap, a Secret or one of their keys is missing */
  public async make(volumes: readonly Volume[]): Promise<void> {
    for (const volume of volumes) {
      if (!this.folders.has(volume.name)) this.folders.set(volume.name, await this.makeOne(volume));
    }
  }

  /** @throws Error for a mount of no volume */
  public of(name: string): string {
    const folder = this.folders.get(name);
    if (folder === undefined) throw new Error(`the pod has no volume ${name}`);
    return folder;
  }

  /** Brings changed ConfigMaps and Secrets. Whether there were any. */
  public refresh(): boolean {
    return this.projections.map((write) => write()).includes(true);
  }

  /** What does not outlive the pod. */
  public async remove(): Promise<void> {
    for (const folder of this.memory) await this.sources.cluster.unmount(folder);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async makeOne(volume: Volume): Promise<string> {
    const folder = path.join(this.folder, volume.name);
    const { emptyDir, ephemeral, persistentVolumeClaim: claim } = volume;
    if (claim) return this.makeClaim(path.join(this.sources.claims, `${this.pod.namespace}-${claim.claimName}`));
    if (ephemeral) return this.makeClaim(folder);
    if (emptyDir) {
      fs.mkdirSync(folder, { recursive: true });
      const size = emptyDir.sizeLimit === undefined ? '' : `,size=${emptyDir.sizeLimit.replace(/i$/, '')}`;
      if (emptyDir.medium === 'Memory') {
        await this.sources.cluster.mountMemory(folder, `mode=2777,gid=${this.group}${size}`);
        this.memory.push(folder);
        return folder;
      }
      fs.chownSync(folder, 0, this.group);
      fs.chmodSync(folder, 0o2777);
      return folder;
    }
    const files = () => this.filesOf(volume);
    // Missing content is found before the folder is there: the volume is then tried again.
    files();
    const projected = new ProjectedFolder(folder, this.group);
    const write = () => projected.write(files());
    this.projections.push(write);
    write();
    return folder;
  }

  /** The group is set where the top folder has another: OnRootMismatch. */
  private makeClaim(folder: string): string {
    if (fs.existsSync(folder) && fs.statSync(folder).gid === this.group) return folder;
    fs.mkdirSync(folder, { recursive: true });
    fs.chownSync(folder, 0, this.group);
    fs.chmodSync(folder, 0o2775);
    return folder;
  }

  private filesOf({ name, configMap, secret, projected }: Volume): Map<string, ProjectedFile> {
    if (configMap) return this.fromConfigMap(configMap, configMap.defaultMode);
    if (secret) return this.keyed('secret', secret.secretName, secret, secret.defaultMode);
    if (!projected) throw new Error(`the harness does not know the kind of volume ${name}`);
    return new Map(projected.sources.flatMap((source) => [...this.fromSource(source, projected.defaultMode)]));
  }

  private fromSource(source: ProjectedSource, mode = 0o644): Map<string, ProjectedFile> {
    const { serviceAccountToken: token, configMap, secret, downwardAPI } = source;
    if (configMap) return this.fromConfigMap(configMap, mode);
    if (secret) return this.keyed('secret', secret.name, secret, mode);
    const fields = (downwardAPI?.items ?? []).map(({ path, fieldRef }) => [
      path,
      podField(fieldRef.fieldPath, this.pod),
    ]);
    const texts = [...fields, ...(token ? [[token.path, '']] : [])];
    return new Map(texts.map(([path = '', text = '']) => [path, { text, mode }]));
  }

  private fromConfigMap(source: KeyedSource & { readonly name: string }, mode = 0o644): Map<string, ProjectedFile> {
    const files = this.keyed('configmap', source.name, source, mode);
    const { namespace } = this.pod;
    return new Map(
      [...files].map(([name, file]) => [name, { ...file, text: this.sources.adapt(file.text, name, namespace) }]),
    );
  }

  private keyed(
    kind: 'configmap' | 'secret',
    name: string,
    source: KeyedSource,
    mode = 0o644,
  ): Map<string, ProjectedFile> {
    const { objects } = this.sources;
    const { namespace } = this.pod;
    const content = kind === 'secret' ? objects.secret(namespace, name) : objects.configMap(namespace, name);
    if (!content && !source.optional) throw new Error(`FailedMount: ${kind} "${name}" not found`);
    const items = source.items ?? Object.keys(content ?? {}).map((key) => ({ key, path: key }));
    const files = items.map(({ key, path }) => {
      const text = content?.[key];
      if (text === undefined && !source.optional) {
        throw new Error(`FailedMount: references non-existent ${kind === 'secret' ? 'secret' : 'config'} key: ${key}`);
      }
      return [path, { text: text ?? '', mode }] as const;
    });
    return new Map(files);
  }
}
