import * as fs from 'node:fs';
import * as path from 'node:path';
import contents from '../../images/postgres/contents.json';
import { Extension, ParameterOverrides, type Parameters16, Postgres } from '../../lib';
import { PROGRAMS, proveImage } from '../../lib/proofs/image';
import { PATRONI_PROGRAMS, SINGLE_PROGRAMS } from '../../lib/proofs/server-contents';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { techcorp } from '../profile/techcorp';
import { found } from './budgets';

const parameter = (name: string) => ['postgres', 'parameters', name];

describe('the image holds what a profile needs:', () => {
  test('D9 D22 all of dict and of techcorp', () => {
    expect(found(proveImage, dict)).toEqual([]);
    expect(found(proveImage, techcorp)).toEqual([]);
  });

  test('D9 each extension that a profile can name', () => {
    const all = change(dict, ['databases', 'dict_core', 'extensions'], Object.values(Extension));
    expect(found(proveImage, all)).toEqual([]);
  });

  test('D9 not one that it lacks', () => {
    const missing = change(dict, ['databases', 'temporal', 'extensions'], ['pg_trgm', 'postgis']);
    expect(found(proveImage, missing)).toEqual([
      [
        'error image',
        'databases.temporal.extensions[1]',
        'the image for PostgreSQL 16 does not hold "postgis". Leave it out.',
      ],
    ]);
  });

  test('D22 each library that servers load, by whatever way they are told', () => {
    const loaded = change(dict, parameter('sharedPreloadLibraries'), 'auto_explain, "$libdir/pg_prewarm.so"');
    expect(found(proveImage, loaded)).toEqual([]);
    expect(found(proveImage, change(dict, parameter('sharedPreloadLibraries'), 'auto_explain,pgaudit'))).toEqual([
      [
        'error image',
        'postgres.parameters.sharedPreloadLibraries',
        'the image does not hold the library "pgaudit", and a server that cannot load it does not start. Add it to your ' +
          'image, and to postgres.imageAdds.preloadLibraries.',
      ],
    ]);
    const session = change(dict, parameter('sessionPreloadLibraries'), 'auto_explian');
    expect(found(proveImage, session)[0]?.[2]).toContain('Did you mean "auto_explain"?');
  });

  test('D22 a set’s own libraries too, at its own path', () => {
    const own = ParameterOverrides.v15({ sharedPreloadLibraries: 'pgaudit' });
    expect(
      found(proveImage, change(techcorp, ['topology', 'sets', 'analytics', 'parameters'], own)).map(([, at]) => at),
    ).toEqual(['topology.sets.analytics.parameters.sharedPreloadLibraries']);
  });

  test('D8 the locale of each database', () => {
    const located = (locale: string) => change(dict, ['databases', 'temporal', 'locale'], locale);
    for (const held of ['pt_BR.UTF-8', 'C.UTF-8', 'C']) expect(found(proveImage, located(held))).toEqual([]);
    expect(found(proveImage, located('ja_JP.UTF-8'))).toEqual([
      [
        'error image',
        'databases.temporal.locale',
        'the image does not hold the locale "ja_JP.UTF-8": it has C.UTF-8, en_US.UTF-8, pt_BR.UTF-8. Add it to your image, ' +
          'and to postgres.imageAdds.locales.',
      ],
    ]);
  });

  test.each(['lcMessages', 'lcMonetary', 'lcNumeric', 'lcTime'])('D2 the locale that %s names', (name) => {
    for (const held of ['pt_BR.UTF-8', 'C', '']) {
      expect(found(proveImage, change(dict, parameter(name), held))).toEqual([]);
    }
    expect(found(proveImage, change(dict, parameter(name), 'pt_PT.UTF-8'))).toEqual([
      [
        'error image',
        `postgres.parameters.${name}`,
        'the image does not hold the locale "pt_PT.UTF-8": it has C.UTF-8, en_US.UTF-8, pt_BR.UTF-8. Did you mean ' +
          '"pt_BR.UTF-8"?',
      ],
    ]);
  });

  test('D2 a set’s own locales too, at their own path, and what it has from the platform once', () => {
    const own = ParameterOverrides.v15({ lcMessages: 'ja_JP.UTF-8' });
    const ofSet = change(techcorp, ['topology', 'sets', 'analytics', 'parameters'], own);
    const ofAll = change(ofSet, parameter('lcTime'), 'ja_JP.UTF-8');
    expect(found(proveImage, ofAll).map(([, at]) => at)).toEqual([
      'postgres.parameters.lcTime',
      'topology.sets.analytics.parameters.lcMessages',
    ]);
  });

  test('D8 what another build of it adds', () => {
    const { image, parameters } = dict.postgres.props;
    const imageAdds = { locales: ['de_DE.UTF-8'], preloadLibraries: ['pgaudit'] };
    const added = Postgres.v16({
      image,
      imageAdds,
      parameters: { ...(parameters as Parameters16), sharedPreloadLibraries: 'pgaudit' },
    });
    const german = change(dict, ['databases', 'temporal', 'locale'], 'de_DE.UTF-8');
    expect(found(proveImage, { ...german, postgres: added })).toEqual([]);
  });
});

describe('the programs of the table', () => {
  const folder = path.join(__dirname, '../../lib/operations');
  const tables: readonly string[] = [
    ...new Set([...Object.values(PROGRAMS).flat(), ...PATRONI_PROGRAMS, ...SINGLE_PROGRAMS]),
  ];

  test('are all that scripts in pods call of what the image declares', () => {
    const scripts = fs.readdirSync(folder).filter((name) => name.endsWith('.sh'));
    const text = scripts.map((name) => fs.readFileSync(path.join(folder, name), 'utf8').replaceAll(/^\s*#.*$/gm, ''));
    const called = contents.programs.filter((program) =>
      new RegExp(`(^|[\\s($|&;!])${program}(\\s|$)`, 'm').test(text.join('\n')),
    );
    expect(called).toEqual(expect.arrayContaining(['psql', 'jq', 'curl', 'pg_dump']));
    expect(called.filter((program) => !tables.includes(program) && program !== 'locale')).toEqual([]);
  });

  test('are in the image', () => {
    expect(tables.filter((program) => !contents.programs.includes(program))).toEqual([]);
  });
});
