import type { App } from 'cdk8s';
import { PostgresPlatform } from '../lib/platform';
import { profiles } from '../profiles';
import { dict } from '../profiles/dict';

/** Which profiles are rendered over and over: dict alone, or all that are shipped. */
export const SOURCES = { dict: [dict], shipped: profiles } as const;

/** Adds so many platforms, each in a namespace of its own, to an app of ours or a stock one. */
export function addPlatforms(app: App, count: number, source: keyof typeof SOURCES = 'dict'): void {
  const sources = SOURCES[source];
  for (let number = 0; number < count; number += 1) {
    const name = `platform-${number}`;
    const profile = sources[number % sources.length] ?? dict;
    new PostgresPlatform(app, name, { ...profile, name, namespace: { ...profile.namespace, name } });
  }
}
