/** Types of the catalogue of resource agents. */
/** The origin of a parameter's value, and its text form. */
export type Source =
  /** The attribute's value, unchanged. */
  | { readonly from: string }
  /** The part of an address before or after the slash. */
  | { readonly from: string; readonly part: 'address' | 'prefix' }
  /** Attributes joined with a separator. */
  | { readonly join: readonly string[]; readonly with: string }
  /** The mount point of the surrounding file system, unless the attribute sets another path. */
  | { readonly from: string; readonly around: 'mountpoint' }
  /** The attribute's value in the surrounding resource of that type. */
  | { readonly from: string; readonly of: string }
  | { readonly value: string };

export type Counterpart = {
  readonly class: 'ocf' | 'systemd' | 'lsb';
  readonly provider?: string;
  /**
   * Agent, such as `ocf:heartbeat:IPaddr2`. Null: the last part of the attribute `unit` names the systemd unit or init script.
   */
  readonly type: string | null;
  readonly unit?: string;
  readonly parameters: { readonly [parameter: string]: Source };
  /** Seconds. */
  readonly times: {
    readonly start: number;
    readonly stop: number;
    readonly monitor: number;
    readonly interval: number;
  };
  /** What the agent of the other stack does by default, and this one never does; absent: nothing that is known. */
  readonly missing?: string;
  /** Attributes without an equivalent -> the reason. */
  readonly lost: { readonly [attribute: string]: string };
};
