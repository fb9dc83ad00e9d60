import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** A folder of somebody's own, with a program that renders profiles, and with what was rendered there before. */
export class Program {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'program-'));

  public constructor() {
    this.write('dist/dict/0-config.yaml', '# Rendered before.\n');
    this.write('dist/notes.txt', 'Not rendered at all.\n');
    for (const file of this.files()) fs.utimesSync(path.join(this.folder, file), 1e9, 1e9);
  }

  /** @param profiles TypeScript: the list of profiles, made from `dict` and the library's exports in `lib` */
  public run(profiles: string): { readonly status: number | null; readonly stderr: string; readonly stdout: string } {
    this.write(
      'main.ts',
      `import * as lib from ${JSON.stringify(path.join(ROOT, 'lib'))};
import { dict } from ${JSON.stringify(path.join(ROOT, 'profiles/dict'))};
// As a user of JavaScript would: no type stands in the way.
const profiles: unknown = ${profiles};
lib.runApp((app) => lib.addPlatforms(app, profiles as lib.PostgresProfile[]));
`,
    );
    const program = ['node_modules/.bin/ts-node', '--project', 'tsconfig.json'].map((part) =>
      part.startsWith('--') ? part : path.join(ROOT, part),
    );
    const { CDK8S_OUTDIR: _, ...env } = process.env;
    const main = path.join(this.folder, 'main.ts');
    const { status, stderr, stdout } = spawnSync(process.execPath, [...program, main], {
      cwd: this.folder,
      env,
      encoding: 'utf8',
    });
    return { status, stderr, stdout };
  }

  /** Every file of the output folder, with its content and the time of its last change. */
  public output(): Record<string, string> {
    return Object.fromEntries(
      this.files().map((file) => {
        const place = path.join(this.folder, file);
        return [file, `${fs.statSync(place).mtimeMs} ${fs.readFileSync(place, 'utf8')}`];
      }),
    );
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }

  private files(): string[] {
    return fs
      .readdirSync(path.join(this.folder, 'dist'), { recursive: true, encoding: 'utf8' })
      .map((file) => path.join('dist', file))
      .filter((file) => fs.statSync(path.join(this.folder, file)).isFile())
      .sort();
  }

  private write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}
