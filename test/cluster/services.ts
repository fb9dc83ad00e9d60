import { waitFor } from '../boot/harness/run';
import type { Kubectl } from './kubectl';
import type { Members } from './members';

interface Slice {
  readonly endpoints?: ReadonlyArray<{
    readonly conditions: { readonly ready?: boolean };
    readonly targetRef?: { readonly name: string };
  }>;
}

/** The pods that a Service sends traffic to. */
export async function endpointsOf(kubectl: Kubectl, service: string): Promise<string[]> {
  const slices = await kubectl.all<Slice>('endpointslices', `kubernetes.io/service-name=${service}`);
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const ready = endpoints.filter(({ conditions }) => conditions.ready === true);
  return ready.map(({ targetRef }) => targetRef?.name ?? '').sort();
}

/** Waits until traffic for each role goes to the one member that has it. */
export async function servicesFollow(kubectl: Kubectl, members: Members): Promise<void> {
  const [primary, standby] = [await members.primary(), await members.standby()];
  const expected = `postgres-primary: ${primary}; postgres-standby: ${standby}`;
  await waitFor(
    expected,
    async () => {
      const found = [await endpointsOf(kubectl, 'postgres-primary'), await endpointsOf(kubectl, 'postgres-standby')];
      const said = `postgres-primary: ${found[0]}; postgres-standby: ${found[1]}`;
      if (said !== expected) throw new Error(said);
      return true;
    },
    30,
  );
}
