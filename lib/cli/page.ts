import { platformPage } from '../docs/platform-page';
import { addPlatforms } from '../platform';
import type { PostgresProfile } from '../profile/profile';
import { resolve } from '../profile/resolve';
import { App } from '../synth/app';

/**
 * Prints each platform's page.
 *
 * @throws FindingsError where a profile has a fault
 */
export function printPages(profiles: readonly PostgresProfile[]): void {
  process.stdout.write(profiles.map((profile) => `${MADE}\n\n${pageOf(profile)}`).join('\n'));
}

const MADE = '<!-- Made by cdk8s-postgres page: edits are lost. -->';

function pageOf(profile: PostgresProfile): string {
  const app = new App();
  addPlatforms(app, [profile]);
  return platformPage(resolve(profile), app.objects()).replaceAll(MANUAL, '`$1` of cdk8s-postgres');
}

/** A link to a page of this project, which is not beside a page of somebody else's. */
const MANUAL = /\[(docs\/[\w-]+\.md)\]\(\.\.\/[^)]*\)/g;
