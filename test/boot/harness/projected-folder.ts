import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * A folder of ConfigMaps, Secrets or tokens: all its files change at once, since they are links into `..data`, which is a
 * link itself and is swapped by a rename. So the kubelet does it, and programs in pods may rely on it.
 */
export class ProjectedFolder {
  private version = 0;
  private written = '';

  public constructor(
    public readonly folder: string,
    private readonly group: number,
  ) {
    fs.mkdirSync(folder, { recursive: true });
    fs.chownSync(folder, 0, group);
    fs.chmodSync(folder, 0o2775);
  }

  /** Whether anything changed. */
  public write(files: ReadonlyMap<string, ProjectedFile>): boolean {
    const content = JSON.stringify([...files]);
    if (content === this.written) return false;
    this.version += 1;
    const before = this.current();
    const name = `..version_${this.version}`;
    for (const [file, { text, mode }] of files) this.writeFile(path.join(this.folder, name, file), text, mode);
    fs.mkdirSync(path.join(this.folder, name), { recursive: true });
    fs.symlinkSync(name, path.join(this.folder, '..data_new'));
    fs.renameSync(path.join(this.folder, '..data_new'), path.join(this.folder, '..data'));
    this.link(new Set([...files.keys()].map((file) => file.split('/')[0] ?? file)));
    if (before) fs.rmSync(path.join(this.folder, before), { recursive: true });
    this.written = content;
    return true;
  }

  private current(): string | undefined {
    const data = path.join(this.folder, '..data');
    return fs.existsSync(data) ? fs.readlinkSync(data) : undefined;
  }

  /** With an fsGroup, the group may read whatever the mode says. */
  private writeFile(file: string, text: string, mode: number): void {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    fs.chownSync(file, 0, this.group);
    fs.chmodSync(file, mode | 0o440);
  }

  private link(names: ReadonlySet<string>): void {
    const present = fs.readdirSync(this.folder).filter((name) => !name.startsWith('..'));
    for (const name of present.filter((name) => !names.has(name))) fs.rmSync(path.join(this.folder, name));
    for (const name of names) {
      if (!present.includes(name)) fs.symlinkSync(path.join('..data', name), path.join(this.folder, name));
    }
  }
}

export interface ProjectedFile {
  readonly text: string;
  readonly mode: number;
}
