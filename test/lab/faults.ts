/** How a command of a host misbehaves, and when. */
export type Fault = {
  /** Only when its arguments, with a blank between two, hold this. */
  readonly words?: string;
  /** Only while cman of the host runs this config_version. */
  readonly at?: number;
} & Misbehaviour;

export type Misbehaviour =
  | { readonly fault: 'exits'; readonly code: number; readonly says?: string }
  | { readonly fault: 'hangs' }
  /** Output without an end. */
  | { readonly fault: 'endless' }
  /** Output with control characters and worse. */
  | { readonly fault: 'garbage' }
  /** As ever, but only when the fault is taken away, or after so many milliseconds. */
  | { readonly fault: 'waits'; readonly ms?: number };

/** By host, then by command. */
export type Faults = Readonly<Record<string, Readonly<Record<string, Fault>>>>;
