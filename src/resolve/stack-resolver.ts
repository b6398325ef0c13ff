/** What resolving needs of a stack. */
import type { Json, SourcePath } from '../base/brand.ts';
import type { Cluster, Host } from '../model/model.ts';
import type { Lun } from '../model/shared-storage.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Ledger } from './ledger.ts';
import type { Entry, Table } from './tables.ts';
import type { WholeVm } from './vm/layers.ts';

/** What the sections of a stack may refer to, and hosts and VMs as they are written, for keys that only a stack knows. */
export type Referable = {
  readonly hosts: Table<Host>;
  readonly luns: Table<Lun>;
  readonly written: { readonly hosts: readonly Entry<Spec.Host>[]; readonly vms: readonly Entry<WholeVm>[] };
};

/** A stack's result for the section `cluster`: its own options, and votes, disks and fencing for every stage. */
export type StackPart<Own extends Json = Json> = Pick<Cluster, 'quorum' | 'disks' | 'selfFencing'> & {
  readonly own: Own;
};

/** Reads the sections that only one stack knows. Reports `ref/unknown`. */
export type StackResolver<Own extends Json = Json> = (
  cluster: Spec.Cluster,
  at: SourcePath,
  referable: Referable,
  ledger: Ledger,
) => StackPart<Own>;
