import * as fs from 'node:fs';
import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import { type Finding, FindingsError } from '../findings';
import { checkObjects } from './checks';
import { fields, nameOf, type RenderedObject, text } from './manifest';
import { HEADER, writeFiles } from './output';
import { type RenderedTree, renderTree } from './tree';
import { toYaml } from './yaml';

export interface AppProps {
  /** The folder that is written. @default - the environment's CDK8S_OUTDIR, which cdk8s-cli sets, or `dist` */
  readonly outdir?: string;
  /** As in cdk8s. @default - none */
  readonly resolvers?: cdk8s.IResolver[];
  /** As in cdk8s. @default - what cdk8s-cli asks for */
  readonly recordConstructMetadata?: boolean;
}

/**
 * A cdk8s app that renders its tree in one pass, checks every object, and writes one file a chart at the chart's path:
 * `dist/<platform>/<chart>.yaml`. Either all is well or nothing is written.
 */
export class App extends cdk8s.App {
  private readonly collected: Finding[] = [];
  private readonly recordsMetadata: boolean;
  private stale: readonly string[] = [];

  public constructor(props: AppProps = {}) {
    super({ ...props, outputFileExtension: '.yaml' });
    this.recordsMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /**
   * Builds a part of the app. Its findings are kept, and thrown by `synth` together with those of all other parts.
   *
   * @throws Error any other error, at once.
   */
  public collect(build: () => void): void {
    try {
      build();
    } catch (error) {
      if (!(error instanceof FindingsError)) throw error;
      this.collected.push(...error.findings);
    }
  }

  /**
   * Writes what differs into the output folder, and removes what was rendered there before and is no longer: files
   * `<platform>/*.yaml` that begin as ours do. See `removed`.
   *
   * @throws FindingsError with every fault of all objects; nothing is written then.
   */
  public override synth(): void {
    const tree = this.checked();
    const files = filesOf(tree.objects);
    if (this.recordsMetadata) files.set('construct-metadata.json', constructMetadata(tree.objects));
    try {
      this.stale = writeFiles(this.outdir, files);
    } catch (error) {
      throw new FindingsError([writeFault(this.outdir, error)]);
    }
  }

  /** What `synth` removed, by path; a folder that went whole ends with a slash. */
  public get removed(): readonly string[] {
    return this.stale.map((name) => path.join(this.outdir, name));
  }

  /** @throws FindingsError as `synth` does. */
  public override synthYaml(): string {
    return toYaml(this.checked().objects.map(({ manifest }) => manifest));
  }

  /**
   * What `synth` writes: texts by path, relative to the output folder.
   *
   * @throws FindingsError as `synth` does.
   */
  public render(): Map<string, string> {
    return filesOf(this.checked().objects);
  }

  /** Every object as it is rendered, unchecked, with the path of its file. */
  public objects(): readonly RenderedObject[] {
    return renderTree(this).objects;
  }

  private checked(): RenderedTree {
    const tree = renderTree(this);
    const findings = [...this.collected, ...tree.findings, ...checkObjects(tree.objects)];
    if (findings.length > 0) throw new FindingsError(findings);
    return tree;
  }
}

function filesOf(objects: readonly RenderedObject[]): Map<string, string> {
  const manifests = new Map<string, object[]>();
  for (const { path, manifest } of objects) {
    const file = manifests.get(path);
    if (file) file.push(manifest);
    else manifests.set(path, [manifest]);
  }
  return new Map([...manifests].map(([path, contents]) => [path, HEADER + toYaml(contents)]));
}

/** For the validation plugins of cdk8s-cli. @see https://cdk8s.io/docs/latest/plugins/validation/ */
function constructMetadata(objects: readonly RenderedObject[]): string {
  const entries = objects.map(({ manifest, construct }) => [nameOf(manifest), { path: construct }]);
  return JSON.stringify({ version: '1.0.0', resources: Object.fromEntries(entries) });
}

function writeFault(folder: string, error: unknown): Finding {
  const { code, message, path: file } = fields(error);
  if (typeof code !== 'string') throw error;
  if (fs.existsSync(folder) && !fs.statSync(folder).isDirectory()) {
    return { path: folder, message: `is a file, and what is rendered needs a folder. ${ANOTHER}` };
  }
  const [reason] = text(message).split(', ');
  const where = typeof file === 'string' && file !== folder ? `, ${file}` : '';
  return {
    path: folder,
    message: `The rendered files cannot be written here (${reason}${where}). Make the folder writable. Or: ${ANOTHER}`,
  };
}

const ANOTHER = 'Name another with --output or CDK8S_OUTDIR.';
