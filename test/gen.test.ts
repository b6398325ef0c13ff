import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generate } from './gen/generate.ts';

it('what is generated is what is committed (npm run gen)', async () => {
  for (const [path, text] of await generate()) {
    if (process.env['WRITE'] === '1') writeFileSync(path, text);
    expect(existsSync(path) && readFileSync(path, 'utf8'), path).toBe(text);
  }
});
