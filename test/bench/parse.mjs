// Prints the milliseconds that the yaml library takes for a file, in a process that just started.
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

const text = readFileSync(process.argv[2], 'utf8');
const start = performance.now();
parseDocument(text);
console.log(performance.now() - start);
