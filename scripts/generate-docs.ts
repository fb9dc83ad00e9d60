import * as fs from 'node:fs';
import * as path from 'node:path';
import { picture } from '../lib/docs/picture';
import { platformPage } from '../lib/docs/platform-page';
import { contractTable, createCommands } from '../lib/docs/secret-contract';
import { addPlatforms } from '../lib/platform';
import type { PostgresProfile } from '../lib/profile/profile';
import { resolve } from '../lib/profile/resolve';
import { App } from '../lib/synth/app';
import type { RenderedObject } from '../lib/synth/manifest';
import { environments, profiles } from '../profiles';
import { dict } from '../profiles/dict';
import { environmentsPage } from './docs/environments-page';
import { replaceBetween } from './docs/markers';

/**
 * Writes what the documentation takes from the profiles: parts of README.md between markers, docs/platforms/ and
 * docs/environments/, and removes what is of no platform. With `--check` it changes nothing, and exits with 1 where a
 * file would change.
 */
function main(args: readonly string[]): void {
  const check = args.includes('--check');
  const generated = generateDocs();
  for (const [file, text] of generated) {
    const place = path.join(ROOT, file);
    if (fs.existsSync(place) && fs.readFileSync(place, 'utf8') === text) continue;
    if (check) complain(file);
    else {
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, text);
    }
  }
  for (const file of FOLDERS.flatMap(filesIn).filter((file) => !generated.has(file))) {
    if (check) complain(file);
    else fs.rmSync(path.join(ROOT, file));
  }
}

function complain(file: string): void {
  console.error(`${file} is stale. Run: npm run generate`);
  process.exitCode = 1;
}

/** Folders that hold nothing else. */
const FOLDERS = ['docs/platforms', 'docs/environments'];

function filesIn(folder: string): string[] {
  const place = path.join(ROOT, folder);
  return fs.existsSync(place) ? fs.readdirSync(place).map((file) => `${folder}/${file}`) : [];
}

const MADE = '<!-- Made from profiles/ by scripts/generate-docs.ts: edits are lost. -->';

const ROOT = path.join(__dirname, '..');

/** Every file that has generated parts, with its text as it should be. */
export function generateDocs(): Map<string, string> {
  const systems = Object.entries(environments);
  return new Map([
    ['README.md', readme(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8'))],
    ...profiles.map((profile) => {
      const system = systems.find(([, members]) => members.includes(profile))?.[0];
      const page = platformPage(resolve(profile), rendered(profile), system);
      return [`docs/platforms/${profile.name}.md`, `${MADE}\n\n${page}`] as const;
    }),
    ...systems.map(
      ([system, members]) => [`docs/environments/${system}.md`, environmentsPage(system, members, ROOT)] as const,
    ),
  ]);
}

/** README.md with its parts about dict made anew. */
export function readme(document: string): string {
  const resolved = resolve(dict);
  const parts = {
    picture: picture(resolved, rendered(dict)),
    secrets: contractTable(resolved),
    commands: createCommands(resolved),
  };
  return Object.entries(parts).reduce((text, [name, body]) => replaceBetween(text, name, body), document);
}

function rendered(profile: PostgresProfile): readonly RenderedObject[] {
  const app = new App();
  addPlatforms(app, [profile]);
  return app.objects();
}

if (require.main === module) main(process.argv.slice(2));
