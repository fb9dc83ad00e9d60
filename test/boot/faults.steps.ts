import { type Booted, step } from './booted';
import { Authority } from './harness/certificates';
import type { Secret } from './harness/manifests';
import { waitFor } from './harness/run';

/** What is wrong around the platform, and what a person is told. */
export function faultSteps(booted: () => Booted): void {
  step(
    'D7 a rotated password is set by the next run of the CronJob, and the pool takes it',
    booted,
    async (running) => {
      const { platform } = running;
      const [old, rotated] = [running.secret('dict-core-user-password'), `rotated-${Date.now()}`];
      setKey(running, 'dict-core-user-password', rotated);
      const run = await platform.runCronJob('postgres-reconcile');
      expect(run).toMatchObject({ succeeded: true });
      expect(run.log).toContain('role dict_core_user: password set from key dict-core-user-password');
      for (const pod of ['postgres-0', 'postgres-1']) {
        for (const secret of [old, rotated]) expect(platform.log(pod, 'postgres')).not.toContain(secret);
      }
      const login = () => running.throughPool('dict_core', 'select 1');
      await waitFor('a login with the new password', async () => (await login()) === '1');
      const before = { ...running.poolLogin('dict_core', 'dict_core_user'), password: old };
      expect((await running.client.psql(before, 'select 1')).stderr).toContain('SASL authentication failed');
    },
  );

  step("D7 where the Secret's password is not the superuser's, the Job says what to do", booted, async (running) => {
    const right = running.secret('postgres-password');
    setKey(running, 'postgres-password', 'wrong');
    const job = await running.platform.runJob('postgres-reconcile');
    setKey(running, 'postgres-password', right);
    expect(job.succeeded).toBe(false);
    expect(job.log).toMatch(/refuses the password of dict_admin: the Secret was changed .* Put the old value back/);
  });

  step('T7 where the authority is another one, the Job names it and connects nowhere', booted, async (running) => {
    const { platform } = running;
    const other = await Authority.make(`${platform.machine.folder}/other-authority`);
    const right = platform.objects.one<Secret>('Secret', 'postgres-server-tls');
    platform.objects.put({ ...right, stringData: { ...right.stringData, 'ca.crt': other.certificate } } as Secret);
    // Only new pods see it: the running ones are not refreshed.
    const job = await platform.runJob('postgres-reconcile');
    platform.objects.put(right);
    expect(job.succeeded).toBe(false);
    expect(job.log).toMatch(/the certificate of postgres-primary\S* is not trusted: certificate verify failed/);
  });

  step(
    'D7 a job that lacks a key of the Secret waits, says which, and goes on when it is there',
    booted,
    async (running) => {
      const { platform } = running;
      const right = running.secret('postgres-exporter-password');
      setKey(running, 'postgres-exporter-password', undefined);
      const job = platform.startCronJob('postgres-reconcile');
      const lack = `couldn't find key postgres-exporter-password in Secret postgres/postgres-secrets`;
      await waitFor('the message', () => job.pod()?.status.includes(lack));
      setKey(running, 'postgres-exporter-password', right);
      expect(await job.result).toMatchObject({ succeeded: true, attempts: 1 });
    },
  );
}

function setKey({ platform }: Booted, key: string, value: string | undefined): void {
  platform.edit<Secret>('Secret', 'postgres-secrets', (secret) => {
    const { [key]: before, ...others } = secret.stringData;
    return { ...secret, stringData: value === undefined ? others : { ...others, [key]: value } };
  });
}
