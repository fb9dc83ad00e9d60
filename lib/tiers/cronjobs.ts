import { Construct } from 'constructs';
import { Dumps, type DumpsProps } from './dumps';
import { PartitionMaintenance, type PartitionMaintenanceProps } from './partition-maintenance';
import type { SecretKey } from './server';

/** What runs by the clock. A part that is not named is not rendered. */
export interface CronJobsProps {
  /** @default - no dumps */
  readonly dumps?: DumpsProps;
  /** @default - nobody maintains partitions */
  readonly partitionMaintenance?: PartitionMaintenanceProps;
}

/** The tier of jobs that run by the clock. Each part is usable alone. */
export class CronJobs extends Construct {
  public readonly dumps?: Dumps;
  public readonly partitionMaintenance?: PartitionMaintenance;
  /** Keys of Secrets that must exist. */
  public readonly secretKeys: readonly SecretKey[];

  public constructor(scope: Construct, id: string, props: CronJobsProps) {
    super(scope, id);
    if (props.dumps) this.dumps = new Dumps(this, 'dumps', props.dumps);
    if (props.partitionMaintenance) {
      this.partitionMaintenance = new PartitionMaintenance(this, 'partition-maintenance', props.partitionMaintenance);
    }
    this.secretKeys = [this.dumps, this.partitionMaintenance].flatMap((part) => part?.secretKeys ?? []);
  }
}
