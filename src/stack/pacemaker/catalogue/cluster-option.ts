/** The type of a cluster option in the catalogue. */
/** `since`: the pacemaker version that introduced it. `values`: those of a `select`. */
export type ClusterOption = {
  readonly type: 'boolean' | 'time' | 'integer' | 'score' | 'percentage' | 'select';
  readonly since: string;
  readonly values?: readonly string[];
};
