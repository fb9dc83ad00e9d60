import path from 'node:path';
import type { PostgresProfile } from '../../lib';
import { plainText, withoutLongBodies } from './plain-text';
import { render } from './rendered';

/** What every platform has: its files, one a tier, each as its snapshot has it. */
export function describePlatform(profile: PostgresProfile, files: readonly string[]): void {
  expect.addSnapshotSerializer(plainText);
  const rendered = render(profile);

  describe(profile.name, () => {
    it('is one file a tier, named in the order in which they are applied', () => {
      expect([...rendered.files.keys()]).toEqual(files.map((file) => `${profile.name}/${file}`));
    });

    it.each([...rendered.files].map(([file, text]) => [path.basename(file), text]))('%s', (_file, text) => {
      expect(withoutLongBodies(text)).toMatchSnapshot();
    });

    it('has each script and each library of SQL as it stands in the repository, so the snapshot names them by their hash', () => {
      const named =
        [...rendered.files.values()]
          .map(withoutLongBodies)
          .join('')
          .match(/(?<=: <)[^:\n]+(?=: )/g) ?? [];
      const files = rendered.all('ConfigMap').flatMap(({ data }) => Object.keys(data));
      const own = new Set([
        '10-roles.sql',
        '20-databases.sql',
        'ready.sql',
        ...files.filter((name) => name.startsWith('30-')),
      ]);
      const expected = files.filter((name) => /\.(sh|sql)$/.test(name) && !own.has(name));
      expect(named.map((name) => path.basename(name)).sort()).toEqual(expected.sort());
    });
  });
}
