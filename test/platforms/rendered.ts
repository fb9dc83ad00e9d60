import { parseAllDocuments } from 'yaml';
import type * as k8s from '../../imports/k8s';
import { addPlatforms } from '../../lib/platform';
import type { PostgresProfile } from '../../lib/profile/profile';
import { App } from '../../lib/synth/app';

/** A rendered object as it is read back from its file. */
export interface Manifest<Spec> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: k8s.ObjectMeta & { readonly name: string };
  readonly spec: Spec;
  readonly data: Readonly<Record<string, string>>;
}

/** Something that makes pods, and their template. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly wave: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: k8s.PodSpec;
}

/** Renders profiles as `npm run synth` does, without writing, and reads the YAML back. */
export function render(...profiles: readonly PostgresProfile[]): Rendered {
  const app = new App();
  addPlatforms(app, profiles);
  return new Rendered(app.render());
}

export class Rendered {
  private readonly objects: ReadonlyArray<Manifest<never>>;

  /** @param files texts by path, in the order in which they are applied */
  public constructor(public readonly files: ReadonlyMap<string, string>) {
    this.objects = [...files.values()].flatMap((text) => parseAllDocuments(text)).map((document) => document.toJS());
  }

  /** Every byte that is rendered. */
  public get text(): string {
    return [...this.files.values()].join('\n');
  }

  public all<Spec>(kind?: string): Array<Manifest<Spec>> {
    return this.objects.filter((object) => kind === undefined || object.kind === kind);
  }

  /** @throws Error unless there is exactly one of that kind and name */
  public one<Spec>(kind: string, name: string): Manifest<Spec> {
    const [only, ...others] = this.all<Spec>(kind).filter(({ metadata }) => metadata.name === name);
    if (only === undefined || others.length > 0) throw new Error(`not one ${kind}/${name} is rendered`);
    return only;
  }

  /** The only one whose name starts so: the name of a Job ends in a hash. */
  public job(prefix: string): Manifest<k8s.JobSpec> {
    const name = this.all('Job').find(({ metadata }) => metadata.name.startsWith(`${prefix}-`))?.metadata.name;
    return this.one('Job', name ?? prefix);
  }

  /** The text of a file in a ConfigMap. */
  public config(configMap: string, key: string): string {
    const text = this.one('ConfigMap', configMap).data[key];
    if (text === undefined) throw new Error(`ConfigMap ${configMap} has no ${key}`);
    return text;
  }

  /** One document of the YAML as it is written. */
  public document(kind: string, name: string): string {
    const documents = [...this.files.values()].flatMap((text) => text.split(/^---\n/m));
    const found = documents.filter(
      (text) => text.includes(`\nkind: ${kind}\n`) && new RegExp(`\n {2}name: ${name}\n`).test(text),
    );
    if (found.length !== 1) throw new Error(`${found.length} documents of ${kind}/${name}`);
    return found[0] as string;
  }

  public get workloads(): Workload[] {
    return this.all<PodMaker>().flatMap(({ kind, metadata, spec }) => {
      const template = spec?.jobTemplate?.spec?.template ?? spec?.template;
      if (template?.spec === undefined) return [];
      const wave = Number(metadata.annotations?.[SYNC_WAVE]);
      return [{ kind, name: metadata.name, wave, labels: template.metadata?.labels ?? {}, pod: template.spec }];
    });
  }

  /** @throws Error unless there is exactly one of that kind whose name is this, or else starts with it */
  public pod(kind: string, name: string): k8s.PodSpec {
    const like = this.workloads.filter((one) => one.kind === kind && one.name.startsWith(name));
    const exact = like.filter((one) => one.name === name);
    const [only, ...others] = exact.length > 0 ? exact : like;
    if (only === undefined || others.length > 0) throw new Error(`not one ${kind} ${name}`);
    return only.pod;
  }
}

export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

interface PodMaker {
  readonly template?: k8s.PodTemplateSpec;
  readonly jobTemplate?: { readonly spec?: { readonly template?: k8s.PodTemplateSpec } };
}

/** Containers of a pod, those that prepare first. */
export function containersOf(pod: k8s.PodSpec): k8s.Container[] {
  return [...(pod.initContainers ?? []), ...pod.containers];
}

/** @throws Error where there is none of that name */
export function containerOf(pod: k8s.PodSpec, name: string): k8s.Container {
  const found = containersOf(pod).find((container) => container.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

/** The variables of a container: a value, or `secret/key` of where it comes from. */
export function environmentOf({ env = [] }: k8s.Container): Record<string, string> {
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      const secret = valueFrom?.secretKeyRef;
      return [name, value ?? (secret ? `${secret.name}/${secret.key}` : (valueFrom?.fieldRef?.fieldPath ?? ''))];
    }),
  );
}

/** Where a container finds a volume. */
export function mountsOf({ volumeMounts = [] }: k8s.Container): Record<string, string> {
  return Object.fromEntries(volumeMounts.map(({ name, mountPath }) => [name, mountPath]));
}
