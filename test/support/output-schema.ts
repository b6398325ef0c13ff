/** The schemas of outputs, as judges of what commands print. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** What is wrong with a printed value, in the words of ajv; empty for nothing. */
export function complaints(name: string, printed: string): string {
  const validate = new Ajv2020({ strict: true }).compile(
    JSON.parse(readFileSync(`schemas/output/${name}.schema.json`, 'utf8')),
  );
  return validate(JSON.parse(printed)) ? '' : JSON.stringify(validate.errors);
}
