import type { Platform } from './harness/platform';
import type { Pod } from './harness/pod';
import { waitFor } from './harness/run';

const ROLE = 'cdk8s-postgres/role';
const MEMBERS = ['postgres-0', 'postgres-1'];

/** dict's two members, asked over the sockets in their pods as the superuser. */
export class Members {
  public constructor(private readonly platform: Platform) {}

  public get pods(): Pod[] {
    return MEMBERS.map((name) => this.platform.pod(name));
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
    const said = await this.platform.exec(pod, 'postgres', [...argv, '--dbname', database], { input: query });
    return said.trim();
  }

  /** Waits until one member is primary, and the other streams from it and has all that it has. */
  public async inStep(): Promise<void> {
    await waitFor(
      'a primary and a standby in step',
      async () => {
        for (const { ready, status } of this.pods) if (!ready) throw new Error(status);
        const primary = await this.primary();
        const query = `select coalesce(string_agg(application_name || ' ' || state || ' ' ||
          (replay_lsn = pg_current_wal_lsn()), ','), 'nobody') from pg_stat_replication where application_name like 'postgres-%'`;
        const answer = await this.sql(primary, query);
        const [other] = MEMBERS.filter((name) => name !== primary);
        if (answer !== `${other} streaming true`) throw new Error(`${primary} streams to: ${answer}`);
        return true;
      },
      180,
    );
  }

  public async systemIdentifiers(): Promise<string[]> {
    const query = 'select system_identifier from pg_control_system()';
    return Promise.all(MEMBERS.map((name) => this.sql(name, query)));
  }

  /** When each server was started. */
  public async startTimes(): Promise<Record<string, number>> {
    const query = 'select extract(epoch from pg_postmaster_start_time())';
    const times = MEMBERS.map(async (name) => [name, Number(await this.sql(name, query))] as const);
    return Object.fromEntries(await Promise.all(times));
  }

  public async settings(name: string): Promise<string[]> {
    return Promise.all(MEMBERS.map((member) => this.sql(member, `select current_setting('${name}')`)));
  }

  private withRole(role: string): Promise<string> {
    const find = () => {
      const found = this.pods.filter(({ ready, labels }) => ready && labels[ROLE] === role);
      return found.length === 1 ? found[0]?.name : undefined;
    };
    return waitFor(`one ready member with role ${role}`, find, 120);
  }
}
