import type { RenderedObject } from '../synth/manifest';
import { referencesOf } from '../synth/references';
import { workloads } from './objects';

/** What takes a key of a Secret into its pods. */
export interface SecretReader {
  /** The name that its pods are selected by. */
  readonly workload: string;
  /** Whether its pods stay, so that they have to notice a new value. */
  readonly stays: boolean;
  /** Whether the value comes as a file, which the kubelet renews, and not as a variable of the environment. */
  readonly mounted: boolean;
}

/** The key of all keys: what mounts a Secret as a whole, or logs in to a registry by it. */
const WHOLE = '*';

/** Everything that reads keys of Secrets, by Secret and key. */
export class SecretReaders {
  private readonly found = new Map<string, SecretReader[]>();

  public constructor(objects: readonly RenderedObject[]) {
    for (const { kind, workload, pod } of workloads(objects)) {
      for (const { kind: referred, name, key = WHOLE, field } of referencesOf(pod.object)) {
        if (referred !== 'Secret') continue;
        const stays = kind === 'StatefulSet' || kind === 'Deployment';
        this.add(name, key, { workload, stays, mounted: field().includes('.volumes[') });
      }
    }
  }

  /** Who reads this key, each once, those of whole Secrets among them. */
  public of(secret: string, key: string): readonly SecretReader[] {
    const all = [key, WHOLE].flatMap((one) => this.found.get(`${secret}/${one}`) ?? []);
    return [...new Map(all.map((reader) => [JSON.stringify(reader), reader])).values()];
  }

  /** The keys that are read, as `secret/key`; `*` stands for all of a Secret. */
  public get keys(): readonly string[] {
    return [...this.found.keys()];
  }

  private add(secret: string, key: string, reader: SecretReader): void {
    const place = `${secret}/${key}`;
    this.found.set(place, [...(this.found.get(place) ?? []), reader]);
  }
}
