import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Chart } from 'cdk8s';
import type * as k8s from '../../imports/k8s';
import { emptyChart } from '../tiers/empty-chart';
import { Manifests } from '../tiers/manifests';
import { type Running, start } from './processes';

/** Another file in front of a program: a shell script in which `$real` is the program itself. */
export type Wrappers = Readonly<Record<string, string>>;

export interface ScheduledRun {
  readonly code: number | null;
  readonly said: string;
}

export interface RunOptions {
  /** Values of the Secrets' keys. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What differs from the pod: addresses and folders. */
  readonly env: Readonly<Record<string, string>>;
  /** Beside those that are rendered. @default - none */
  readonly args?: readonly string[];
  /** @default - the programs of this machine as they are */
  readonly wrappers?: Wrappers;
}

/** Starts a rendered CronJob's script in a folder, with its arguments and with nothing but its environment. */
export function startScheduled(folder: string, make: (chart: Chart) => void, options: RunOptions): Running {
  const chart = emptyChart();
  make(chart);
  const rendered = new Manifests(chart);
  for (const [name, text] of Object.entries(rendered.one('ConfigMap').data)) {
    fs.writeFileSync(path.join(folder, name), text, { mode: 0o755 });
  }
  const cronJob = rendered.one<k8s.CronJobSpec>('CronJob');
  const container = cronJob.spec.jobTemplate.spec?.template.spec?.containers[0];
  const [command = '', ...args] = container?.command ?? [];
  const env = Object.fromEntries(
    (container?.env ?? []).map((variable) => [variable.name, environmentValue(variable, options)]),
  );
  const PATH = `${writeWrappers(folder, options.wrappers ?? {})}:${process.env.PATH}`;
  const program = { command: path.join(folder, path.basename(command)), args: [...args, ...(options.args ?? [])] };
  return start(program, [], { env: { PATH, ...env, ...options.env } });
}

/** Waits until the run ends by itself. */
export async function ended(run: Running): Promise<ScheduledRun> {
  const { process: child } = run;
  const closed =
    child.exitCode === null && child.signalCode === null && new Promise((done) => child.once('close', done));
  await closed;
  return { code: child.exitCode, said: run.output() };
}

/** @throws Error for a key of a Secret that the test does not give */
function environmentValue({ name, value, valueFrom }: k8s.EnvVar, { secrets }: RunOptions): string {
  const found = value ?? secrets[valueFrom?.secretKeyRef?.key ?? ''];
  if (found === undefined) throw new Error(`no value for ${name}`);
  return found;
}

function writeWrappers(folder: string, wrappers: Wrappers): string {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  for (const [name, script] of Object.entries(wrappers)) {
    const real = (process.env.PATH ?? '').split(path.delimiter).map((entry) => path.join(entry, name));
    const found = real.find((file) => fs.existsSync(file));
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\nreal='${found}'\n${script}\n`, { mode: 0o755 });
  }
  return bin;
}
