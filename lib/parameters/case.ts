import { oncePer } from '../once';

/** A parameter's name in TypeScript: `shared_buffers` is `sharedBuffers`, `DateStyle` is `dateStyle`. */
export const camelCase = oncePer((name) => {
  const [first, ...rest] = name.split('_');
  return first.charAt(0).toLowerCase() + first.slice(1) + rest.map(capitalized).join('');
});

/** The name of a type: `wal_level` is `WalLevel`. */
export function pascalCase(name: string): string {
  return capitalized(camelCase(name));
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
