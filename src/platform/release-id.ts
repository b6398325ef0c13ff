/** An operating system release, as the model names it. */
export type FamilyName = 'rhel5' | 'rhel6' | 'fedora';

/** An operating system release: family and minor version. */
export type Platform = { readonly family: FamilyName; readonly minor: number };
