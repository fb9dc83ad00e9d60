import { Construct } from 'constructs';
import { DumpExpiry, type DumpExpiryProps } from './dump-expiry';
import { Dumps, type DumpsProps } from './dumps';
import { PartitionMaintenance, type PartitionMaintenanceProps } from './partition-maintenance';
import type { SecretKey } from './server';

/** What runs by the clock. A part that is not named is not rendered. */
export interface CronJobsProps {
  /** @default - no dumps */
  readonly dumps?: DumpsProps;
  /** @default - dumps are kept for ever */
  readonly dumpExpiry?: DumpExpiryProps;
  /** @default - nobody maintains partitions */
  readonly partitionMaintenance?: PartitionMaintenanceProps;
}

/** The tier of jobs that run by the clock. Each part is usable alone. */
export class CronJobs extends Construct {
  public readonly dumps?: Dumps;
  public readonly dumpExpiry?: DumpExpiry;
  public readonly partitionMaintenance?: PartitionMaintenance;
  /** Keys of Secrets that must exist. */
  public readonly secretKeys: readonly SecretKey[];

  public constructor(scope: Construct, id: string, props: CronJobsProps) {
    super(scope, id);
    if (props.dumps) this.dumps = new Dumps(this, 'dumps', props.dumps);
    if (props.dumpExpiry) this.dumpExpiry = new DumpExpiry(this, 'dump-expiry', props.dumpExpiry);
    if (props.partitionMaintenance) {
      this.partitionMaintenance = new PartitionMaintenance(this, 'partition-maintenance', props.partitionMaintenance);
    }
    const parts = [this.dumps, this.dumpExpiry, this.partitionMaintenance];
    this.secretKeys = parts.flatMap((part) => part?.secretKeys ?? []);
  }
}
