import * as fs from 'node:fs';
import * as path from 'node:path';
import { addPlatforms } from '../lib/platform';
import type { PostgresProfile } from '../lib/profile/profile';
import { resolve } from '../lib/profile/resolve';
import { App } from '../lib/synth/app';
import { profiles } from '../profiles';
import { dict } from '../profiles/dict';
import { replaceBetween } from './docs/markers';
import { picture } from './docs/picture';
import { platformPage } from './docs/platform-page';
import { contractTable, createCommands } from './docs/secret-contract';

/**
 * Writes what the documentation takes from the profiles: parts of README.md between markers, and docs/platforms/. With
 * `--check` it writes nothing, and exits with 1 where a file would change.
 */
function main(args: readonly string[]): void {
  for (const [file, text] of generateDocs()) {
    const place = path.join(ROOT, file);
    if (fs.existsSync(place) && fs.readFileSync(place, 'utf8') === text) continue;
    if (args.includes('--check')) {
      console.error(`${file} is stale. Run: npm run generate`);
      process.exitCode = 1;
    } else {
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, text);
    }
  }
}

const ROOT = path.join(__dirname, '..');

/** Every file that has generated parts, with its text as it should be. */
export function generateDocs(): Map<string, string> {
  return new Map([
    ['README.md', readme(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8'))],
    ...profiles.map((profile) => [`docs/platforms/${profile.name}.md`, page(profile)] as const),
  ]);
}

/** README.md with its parts about dict made anew. */
export function readme(document: string): string {
  const resolved = resolve(dict);
  const parts = { picture: picture(resolved), secrets: contractTable(resolved), commands: createCommands(resolved) };
  return Object.entries(parts).reduce((text, [name, body]) => replaceBetween(text, name, body), document);
}

function page(profile: PostgresProfile): string {
  const app = new App();
  addPlatforms(app, [profile]);
  return platformPage(resolve(profile), app.objects());
}

if (require.main === module) main(process.argv.slice(2));
