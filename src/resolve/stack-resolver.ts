/** What resolving needs of a stack. */
import type { Json, SourcePath } from '../base/brand.ts';
import type { Cluster, Host } from '../model/model.ts';
import type { Lun } from '../model/shared-storage.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Ledger } from './ledger.ts';
import type { Table } from './tables.ts';

/** What the sections of a stack may refer to. */
export type Referable = { readonly hosts: Table<Host>; readonly luns: Table<Lun> };

/** A stack's result for the section `cluster`: its own options, and votes and disks for every stage. */
export type StackPart<Own extends Json = Json> = Pick<Cluster, 'quorum' | 'disks'> & { readonly own: Own };

/** Reads the sections that only one stack knows. Reports `ref/unknown`. */
export type StackResolver<Own extends Json = Json> = (
  cluster: Spec.Cluster,
  at: SourcePath,
  referable: Referable,
  ledger: Ledger,
) => StackPart<Own>;
