import type { App } from 'cdk8s';
import { PostgresPlatform } from '../lib/platform';
import { dict } from '../profiles/dict';

/** Adds so many dict platforms, each in a namespace of its own, to an app of ours or a stock one. */
export function addPlatforms(app: App, count: number): void {
  for (let number = 0; number < count; number += 1) {
    const name = `dict-${number}`;
    new PostgresPlatform(app, name, { ...dict, name, namespace: { ...dict.namespace, name } });
  }
}
