// The code that ajv writes of the schema, without what nobody here reads: a third of its size, which node has to parse
// before every command. test/ahead.test.ts holds its findings against those of ajv itself.
import { runInNewContext } from 'node:vm';

/** Each place of the schema as text -> how code gets there from the constant of the whole. */
function placesIn(schema, path, places = new Map()) {
  if (schema === null || typeof schema !== 'object') return places;
  const text = JSON.stringify(schema);
  if (!places.has(text)) places.set(text, path);
  for (const [key, inner] of Object.entries(schema)) placesIn(inner, `${path}[${JSON.stringify(key)}]`, places);
  return places;
}

/**
 * ajv writes every schema that is referred to once more; all of them are parts of the first. Mistakes alone need them, and so they
 * are made at the first one: `parts().schema12`. Text is read faster than code, and a third of it is for people.
 */
function withLateParts(code, schema) {
  const [, whole] = /const (schema\d+) = (?=\{"\$id")/.exec(code) ?? [];
  if (whole === undefined) throw new Error('ajv no longer begins with the whole schema');
  const places = placesIn(schema, whole);
  const parts = new Map();
  const rest = code.replace(/const (schema\d+) = (\{.*?\});(?=const |function )/g, (_all, name, literal) => {
    parts.set(name, name === whole ? `JSON.parse(${JSON.stringify(literal)})` : placeOf(literal, places));
    return '';
  });
  const named = withNames(rest, (expression) => partAt(expression, { parts, whole, schema }));
  const asked = named.replace(/\b(parentSchema|allowedValues):(\s*schema\d+[^,{}]*)/g, 'get $1(){return $2}');
  const late = asked.replace(/\bschema\d+\b/g, (name) => `parts().${name}`);
  const made = [...parts].map(([name, value]) => `const ${name} = ${value};`).join('');
  return `${late}\nlet made;function parts(){return made ??= (()=>{${made}return {${[...parts.keys()].join()}}})();}\n`;
}

function placeOf(literal, places) {
  const place = places.get(JSON.stringify(JSON.parse(literal)));
  if (place === undefined) throw new Error('ajv writes a schema that is no part of the first');
  return place;
}

/** ajv looks a key up in the schema where a map has many: here in a set, which needs no schema. */
function withNames(code, valueOf) {
  const sets = [];
  const text = code.replace(/func\d+\.call\((schema\d+[^,]*), (key\d+)\)/g, (_all, expression, key) => {
    const names = JSON.stringify(Object.keys(valueOf(expression)));
    sets.push(`names${sets.length}`);
    return `(${sets.at(-1)} ??= new Set(${names})).has(${key})`;
  });
  return `${text}\nlet ${sets.join()};\n`;
}

/** What an expression of the code stands for, such as `schema12.properties`. */
function partAt(expression, { parts, whole, schema }) {
  const [name] = /^schema\d+/.exec(expression);
  const text = name === whole ? expression : expression.replace(name, parts.get(name));
  return runInNewContext(text, { [whole]: schema });
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
  const short = SHORTER.reduce((text, [long, instead]) => text.replace(long, instead), code);
  return `${withLateParts(short, schema)}\n${HELPERS}`;
}
