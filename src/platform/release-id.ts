/** An operating system release, as the model names it. `fedora4x` is Fedora of today. */
export type FamilyName =
  | 'rhel5'
  | 'rhel6'
  | 'fedora'
  | 'rhel8'
  | 'rhel9'
  | 'rhel10'
  | 'fedora4x'
  | 'debian12'
  | 'debian13'
  | 'ubuntu24.04';

/** An operating system release: family and minor version. */
export type Platform = { readonly family: FamilyName; readonly minor: number };
