import { waitFor } from '../boot/harness/run';
import type { Found, Kubectl } from './kubectl';

export const ROLE = 'cdk8s-postgres/role';
const SELECTOR = 'cdk8s-postgres/workload=postgres';
const NAMES = ['postgres-0', 'postgres-1'];

export interface PodStatus {
  readonly phase: string;
  readonly podIP?: string;
  readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string }>;
  readonly containerStatuses?: ReadonlyArray<{ readonly name: string; readonly restartCount: number }>;
}

export type FoundPod = Found<{ readonly nodeName?: string }, PodStatus>;

/** dict's two members, asked over the sockets in their pods as the superuser. */
export class Members {
  public constructor(private readonly kubectl: Kubectl) {}

  public pods(): Promise<FoundPod[]> {
    return this.kubectl.all<FoundPod>('pods', SELECTOR);
  }

  public pod(name: string): Promise<FoundPod> {
    return this.kubectl.one<FoundPod>('pod', name);
  }

  /** The pod that is primary now. Waits for one. */
  public primary(): Promise<string> {
    return this.withRole('primary');
  }

  public standby(): Promise<string> {
    return this.withRole('replica');
  }

  /** @throws Error with what psql said */
  public async sql(pod: string, query: string, database = 'postgres'): Promise<string> {
    const argv = ['psql', '--no-psqlrc', '--no-align', '--tuples-only', '--quiet', '--set', 'ON_ERROR_STOP=1'];
    const said = await this.kubectl.mustExec(pod, 'postgres', [...argv, '--dbname', database], { input: query });
    return said.trim();
  }

  /** Waits until one member is primary, and the other streams from it and has all that it has. */
  public async inStep(): Promise<void> {
    await waitFor(
      'a primary and a standby in step',
      async () => {
        const primary = await this.primary();
        const query = `select coalesce(string_agg(application_name || ' ' || state || ' ' ||
          (replay_lsn = pg_current_wal_lsn()), ','), 'nobody') from pg_stat_replication where application_name like 'postgres-%'`;
        const answer = await this.sql(primary, query);
        const other = NAMES.find((name) => name !== primary) ?? '';
        if (answer !== `${other} streaming true`) throw new Error(`${primary} streams to: ${answer}`);
        return isReady(await this.pod(other));
      },
      240,
    );
  }

  public async systemIdentifiers(): Promise<string[]> {
    return this.each('select system_identifier from pg_control_system()');
  }

  /** When each server was started. */
  public async startTimes(): Promise<Record<string, number>> {
    const times = await this.each('select extract(epoch from pg_postmaster_start_time())');
    return Object.fromEntries(NAMES.map((name, index) => [name, Number(times[index])]));
  }

  public async settings(name: string): Promise<string[]> {
    return this.each(`select current_setting('${name}')`);
  }

  private each(query: string): Promise<string[]> {
    return Promise.all(NAMES.map((name) => this.sql(name, query)));
  }

  private withRole(role: string): Promise<string> {
    const find = async () => {
      const found = (await this.pods()).filter((pod) => isReady(pod) && pod.metadata.labels?.[ROLE] === role);
      return found.length === 1 ? found[0]?.metadata.name : undefined;
    };
    return waitFor(`one ready member with role ${role}`, find, 240);
  }
}

export function isReady({ metadata, status }: FoundPod): boolean {
  const ready = status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  return ready === true && metadata.deletionTimestamp === undefined;
}
