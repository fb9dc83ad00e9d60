import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { onPath } from '../debian/debian-root';

const NAMES = ['kube-apiserver', 'etcd', 'kubectl'] as const;

/** Where each program is. */
export type KubePrograms = Readonly<Record<(typeof NAMES)[number], string>>;

/**
 * Kubernetes' programs: from the folder KUBEBUILDER_ASSETS, else from CDK8S_POSTGRES_KUBERNETES (by default a folder
 * among the temporary files), where a Go toolchain builds them first. That takes minutes, once.
 *
 * @returns undefined, with a line that says so, where this machine cannot have them
 */
export function kubePrograms(): KubePrograms | undefined {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets && has(assets)) return inFolder(assets);
  const absent = ['openssl', 'bash'].filter((name) => !onPath(name));
  if (absent.length > 0 || !onPath('go')) {
    const needs = absent.length > 0 ? absent.join(' and ') : 'KUBEBUILDER_ASSETS or a Go toolchain';
    console.warn(`skipped: tests against a Kubernetes API server need ${needs}.`);
    return undefined;
  }
  const folder = process.env.CDK8S_POSTGRES_KUBERNETES ?? path.join(os.tmpdir(), 'cdk8s-postgres-kubernetes');
  const script = path.join(__dirname, '../../scripts/kube-apiserver.sh');
  // Where it takes minutes it says so.
  const built = spawnSync(script, [folder], { stdio: ['ignore', 'ignore', has(folder) ? 'pipe' : 'inherit'] });
  if (built.status !== 0 || !has(folder)) throw new Error(`${script} failed: ${built.stderr ?? 'see above'}`);
  return inFolder(folder);
}

/** Such as `Kubernetes v1.36.3`. */
export function versionOf(programs: KubePrograms): string {
  return execFileSync(programs['kube-apiserver'], ['--version']).toString().trim();
}

function has(folder: string): boolean {
  return NAMES.every((name) => fs.existsSync(path.join(folder, name)));
}

function inFolder(folder: string): KubePrograms {
  const [apiserver, etcd, kubectl] = NAMES.map((name) => path.join(folder, name)) as [string, string, string];
  return { 'kube-apiserver': apiserver, etcd, kubectl };
}
