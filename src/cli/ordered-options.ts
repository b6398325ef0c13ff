/** Options with a value, in the order of the command line. */
export type Given = readonly { readonly name: string; readonly value: string }[];
