import { Duration } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { extendProfile, Image, Postgres, PostgresOverrides, type PostgresProfile, TopologyOverrides } from '../../lib';
import { change } from '../profile/change';
import { tiny } from '../profile/examples';
import { single } from '../single';
import { brief, Repository } from './repository';

const repository = new Repository();
afterAll(() => repository.remove());

/** What the command says of a change. */
function reportOf(after: PostgresProfile) {
  repository.render(single);
  repository.commit();
  repository.render(after);
  return repository.report();
}
const parameters = (changed: object) =>
  extendProfile(single, { postgres: PostgresOverrides.v15({ parameters: changed }) });

describe('a change of one instance', () => {
  test('A1 of a parameter that reloads is a reload, and no pod is replaced', () => {
    const report = reportOf(parameters({ logMinDurationStatement: Duration.seconds(1) }));
    expect(brief(report)).toEqual([
      'ConfigMap portal-config data["postgresql.conf"].log_min_duration_statement: none -> 1s: reload',
      expect.stringMatching(/^Job portal-parameters-# metadata\.name: .*: run$/),
      expect.stringMatching(/^Job portal-parameters-# .*env\[CONFIG_HASH\]\.value: .*: run$/),
    ]);
    expect(report.effect).toBe('reload');
  });

  test('A1 of a parameter that needs a restart says that the pod is replaced, once', () => {
    const report = reportOf(parameters({ maxConnections: 61 }));
    expect(brief(report)).toEqual(
      expect.arrayContaining(['ConfigMap portal-config data["postgresql.conf"].max_connections: 60 -> 61: restart']),
    );
    expect(brief(report).filter((line) => line.startsWith('StatefulSet'))).toEqual([
      expect.stringMatching(/^StatefulSet portal spec\.template\.metadata\.annotations.*: restart$/),
    ]);
    expect(report.effect).toBe('restart');
    const said = JSON.stringify(report);
    expect(said).toContain('The pod is replaced');
    expect(said).not.toMatch(/standbys restart|hands over|nothing here restarts them/);
  });

  test.each([
    ['CPU', { topology: TopologyOverrides.single({ resources: { cpu: { request: Cpu.millis(300) } } }) }],
    [
      'the image',
      { topology: TopologyOverrides.single({ image: Image.of('registry.example/official', '15.19-trixie') }) },
    ],
  ])('A1 of %s restarts it, without somebody to hand over to', (_what, overrides) => {
    const report = reportOf(extendProfile(single, overrides));
    expect(report.effect).toBe('restart');
    expect(JSON.stringify(report)).toContain('no reads or writes until the new one is ready');
    expect(JSON.stringify(report)).not.toContain('hands over');
  });

  test('A1 to members under Patroni is forbidden: there is no path with this data', () => {
    const report = reportOf({ ...single, topology: tiny.topology });
    expect([report.effect, report.exitCode]).toEqual(['forbidden', 3]);
    expect(JSON.stringify(report)).toContain(
      'Instances become replicated, or single: there is no path from one to the other',
    );
  });

  test('A1 to another major is forbidden', () => {
    const { image } = Postgres.v16({ image: tiny.postgres.props.image }).props;
    const report = reportOf(change({ ...single, postgres: Postgres.v16({ image }) }, ['postgres', 'image'], image));
    expect([report.effect, report.exitCode]).toEqual(['forbidden', 3]);
  });
});
