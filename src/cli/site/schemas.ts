/** The words that `schema` accepts: a site, and the commands whose JSON has a schema in schemas/output/. */
export const SCHEMAS = [
  'site',
  'check',
  'convert',
  'diff',
  'dump',
  'explain',
  'history',
  'impact',
  'import',
  'list',
  'plan',
  'prediction',
  'push',
  'secrets',
  'simulate',
  'status',
] as const;
export type SchemaName = (typeof SCHEMAS)[number];

/** The command-line parser has rejected every other word. */
export function schemaNameOf(word: string | undefined): SchemaName {
  return SCHEMAS.find((name) => name === word) ?? 'site';
}
