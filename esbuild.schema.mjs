// The code that ajv writes of the schema, without what nobody here reads: a third of its size, which node has to parse
// before every command. test/ahead.test.ts holds its findings against those of ajv itself.

/** Each place of the schema as text -> how code gets there from the constant of the whole. */
function placesIn(schema, path, places = new Map()) {
  if (schema === null || typeof schema !== 'object') return places;
  const text = JSON.stringify(schema);
  if (!places.has(text)) places.set(text, path);
  for (const [key, inner] of Object.entries(schema)) placesIn(inner, `${path}[${JSON.stringify(key)}]`, places);
  return places;
}

/** ajv writes every schema that is referred to once more; all of them are parts of the first. */
function withoutCopies(code, schema) {
  const [whole] = /const schema\d+ = (?=\{"\$id")/.exec(code) ?? [];
  if (whole === undefined) throw new Error('ajv no longer begins with the whole schema');
  const places = placesIn(schema, whole.slice('const '.length, -' = '.length));
  const first = code.indexOf(whole);
  return code.replace(/(const schema\d+ = )(\{.*?\});(?=const |function )/g, (all, start, literal, offset) => {
    // Text is read faster than code, and a third of this is for people.
    if (offset === first) return `${start}JSON.parse(${JSON.stringify(literal)});`;
    const place = places.get(JSON.stringify(JSON.parse(literal)));
    return place === undefined ? all : `${start}${place};`;
  });
}

const HELPERS = `
function failed(errors, error) { if (errors === null) return [error]; errors.push(error); return errors; }
function joined(errors, more) { if (errors === null) return more; for (const error of more) errors.push(error); return errors; }
function step(key) { return key.replace(/~/g, "~0").replace(/\\//g, "~1"); }
`;

/** What ajv writes for each error, and what becomes of it. schema-messages.ts reads neither schemaPath nor schema, and no keyword of ours the parents. */
const SHORTER = [
  [/schemaPath:"[^"]*",/g, ''],
  [/,schema:(?:"(?:[^"\\]|\\.)*"|(?:[^",]|\["[^"]*"\])*),parentSchema:/g, ',parentSchema:'],
  [
    /const (err\d+) = (\{.*?\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/g,
    'vErrors = failed(vErrors, $2);',
  ],
  [
    // A copy for each part of a site takes quadratic time.
    /vErrors = vErrors === null \? ([\w.]+)\.errors : vErrors\.concat\(\1\.errors\)/g,
    'vErrors = joined(vErrors, $1.errors)',
  ],
  [/(\w+)\.replace\(\/~\/g, "~0"\)\.replace\(\/\\\/\/g, "~1"\)/g, 'step($1)'],
  [/,parentData(?::\w+)?,parentDataProperty(?::(?:"[^"]*"|\w+))?,rootData\}/g, '}'],
  [/, parentData, parentDataProperty, rootData=data\}/g, '}'],
];

export function lean(code, schema) {
  const short = SHORTER.reduce((text, [long, instead]) => text.replace(long, instead), withoutCopies(code, schema));
  return `${short}\n${HELPERS}`;
}
