/**
 * The order in which Argo CD applies what is rendered. Later waves wait until earlier ones are healthy. Plain kubectl
 * takes the files in the order of their names, which is the same, and waits for nothing: Jobs wait themselves.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export const SyncWave = {
  CONFIG: 0,
  PRIMARY: 1,
  /** Of sets that stream from the primary; one that streams from another set comes a wave after it. */
  STANDBY: 2,
  PARAMETERS: 10,
  SCHEMA: 11,
  MIGRATIONS: 12,
  PGBOUNCER: 13,
  EXPORTER: 14,
  CRONJOBS: 15,
} as const;

export function syncWave(wave: number): Record<string, string> {
  return { 'argocd.argoproj.io/sync-wave': String(wave) };
}

/**
 * A Job that runs with each sync, in its wave; the one of the sync before is deleted first, since Jobs cannot change.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
 */
export function syncHook(wave: number): Record<string, string> {
  return {
    'argocd.argoproj.io/hook': 'Sync',
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    ...syncWave(wave),
  };
}

/**
 * How long a finished hook stays to be read. Argo CD removes only a Job of the same name before the next one, and plain
 * kubectl none.
 */
export const KEEP_JOB_SECONDS = 86_400;

/** Argo CD neither prunes the object nor deletes it with the Application. */
export const KEEP: Record<string, string> = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };
