import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';

/** @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
export interface Resources {
  /** Processor time. */
  readonly cpu: CpuResources;
  /** Memory. */
  readonly memory: MemoryResources;
}

export interface CpuResources {
  /** What is set aside. */
  readonly request: Cpu;
  /**
   * Where throttling starts.
   *
   * @default - no limit
   */
  readonly limit?: Cpu;
}

export interface MemoryResources {
  /** What is set aside. */
  readonly request: Size;
  /** Where the kernel kills. */
  readonly limit: Size;
}
