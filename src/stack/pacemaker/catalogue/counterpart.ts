/** Types of the catalogue of agents. */
/** Where the value of a parameter comes from, and how it is spelled. */
export type Source =
  /** The attribute as it is. */
  | { readonly from: string }
  /** The part of an address before or after the slash. */
  | { readonly from: string; readonly part: 'address' | 'prefix' }
  /** Attributes joined with a separator. */
  | { readonly join: readonly string[]; readonly with: string }
  /** The place of the file system around it, unless the attribute says another one. */
  | { readonly from: string; readonly around: 'mountpoint' }
  | { readonly value: string };

export type Counterpart = {
  readonly class: 'ocf' | 'systemd' | 'lsb';
  readonly provider?: string;
  /** Null: the unit or the init script is the last part of the attribute `unit`. */
  readonly type: string | null;
  readonly unit?: string;
  readonly parameters: { readonly [parameter: string]: Source };
  /** Parameters without which the agent starts nothing. */
  readonly required: readonly string[];
  /** Seconds. */
  readonly times: {
    readonly start: number;
    readonly stop: number;
    readonly monitor: number;
    readonly interval: number;
  };
  /** Attributes that have no meaning here, and why. */
  readonly lost: { readonly [attribute: string]: string };
};
