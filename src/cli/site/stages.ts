/** What `dump` can print: the compiler's stages in order, what nodes have and need, and what every site has. */
export const STAGES = [
  'tree',
  'spec',
  'model',
  'drafts',
  'bundle',
  'observed',
  'plan',
  'diagnostics',
  'schema',
] as const;
export type Stage = (typeof STAGES)[number];
