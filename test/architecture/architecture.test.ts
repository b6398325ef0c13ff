/** The shape of the house: who may import what, forbidden words, and that each thing has its counterpart. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SSH_OPTIONS } from '../../src/bundle/bundle.ts';
import { loadKinds } from '../../src/kinds.ts';
import { DEFAULTS } from '../../src/resolve/defaults.ts';
import { CMAN_DEFAULTS } from '../../src/stack/cman/resolve/defaults.ts';
import { filesBelow } from '../support/fixtures.ts';

const kinds = await loadKinds();

const sources = filesBelow('src').filter((name) => name.endsWith('.ts'));
const textOf = (name: string) => readFileSync(`src/${name}`, 'utf8');
/** Source files outside some folders whose text matches. */
const offenders = (pattern: RegExp, except: readonly string[] = []) =>
  sources.filter((name) => !except.some((allowed) => name.startsWith(allowed)) && pattern.test(textOf(name)));

describe('the compiler is pure', () => {
  it.each([
    ['the file system', /from 'node:fs/],
    ['processes', /from 'node:child_process'|from 'execa'/],
    ['the process', /\bprocess\.(?!exitCode\b)/],
    ['the console', /\bconsole\./],
    ['the clock', /\bDate\.now\(|new Date\(\)/],
    ['chance', /Math\.random|randomBytes/],
  ])('%s is touched in edge, cli and main only', (_what, pattern) => {
    expect(offenders(pattern, ['edge/', 'cli/', 'main.ts', 'boot.ts'])).toEqual([]);
  });

  it('nothing before deploy waits', () => {
    expect(offenders(/\basync\b|\bawait\b/, ['deploy/', 'edge/', 'cli/', 'kinds.ts', 'main.ts', 'boot.ts'])).toEqual(
      [],
    );
  });
});

it('no list becomes the arguments of a call: a long one overflows the stack', () => {
  const spread =
    /\.(?:push|unshift|splice|fromCharCode|fromCodePoint)\((?:[^()]*, )?\.\.\.|Math\.(?:min|max)\((?:[^()]*, )?\.\.\./;
  expect(offenders(spread)).toEqual([]);
});

describe('one library, one importer', () => {
  it.each([
    [
      'yaml',
      [
        'source/build.ts',
        'source/document.ts',
        'source/format-pieces.ts',
        'source/format.ts',
        'source/syntax.ts',
        'source/write.ts',
      ],
    ],
    ['ajv', ['spec/compiled.ts']],
    ['handlebars', ['emit/template.ts']],
    ['xmlbuilder2', ['emit/xml.ts']],
    ['execa', ['edge/run.ts']],
    ['age-encryption', ['edge/secrets/age.ts']],
    ['ansible-vault', ['edge/secrets/vault.ts']],
    ['modern-tar', ['edge/bundle/archive.ts']],
    ['croner', ['deploy/window/window.ts']],
    ['diff', ['diff/hunks.ts']],
    ['commander', ['cli/program.ts']],
    ['fastest-levenshtein', ['base/similar.ts']],
    ['libxml2-wasm', ['edge/xml/libxml2.ts']],
    [
      'picocolors',
      [
        'diag/text.ts',
        'report/conversion.ts',
        'report/differences.ts',
        'report/history.ts',
        'report/hunk-lines.ts',
        'report/plan/folders.ts',
        'report/plan/impact.ts',
        'report/plan/plan.ts',
        'report/plan/steps.ts',
        'report/rows.ts',
        'report/simulation/text.ts',
        'report/status/status.ts',
      ],
    ],
  ])('%s', (library, importers) => {
    expect(offenders(new RegExp(`(from|import\\() ?'${library}(/[^']*)?'`))).toEqual(importers);
  });
});

describe('secrets', () => {
  it('only the edge opens a sealed text', () => {
    expect(offenders(/\bunseal\b/)).toEqual([
      'base/sealed.ts',
      'edge/bundle/archive.ts',
      'edge/file/new-folder.ts',
      'edge/run.ts',
      'edge/secrets/vault.ts',
    ]);
  });
});

describe('diagnostics', () => {
  const declared = sources.flatMap((name) =>
    [...textOf(name).matchAll(/code: '([a-z]+\/[a-z0-9-]+)'/g)].map(([, code]) => code ?? ''),
  );

  it('no code is declared twice, and the catalogue knows them all', () => {
    expect([...declared].sort()).toEqual([...kinds.keys()].sort());
  });

  it('each has a reason why it matters', () => {
    expect([...kinds.values()].filter(({ explain }) => explain.length < 20)).toEqual([]);
  });
});

describe('schemas', () => {
  const names = filesBelow('schemas').filter((name) => name.endsWith('.schema.json'));
  const ALLOWED = new Set(
    (
      '$schema $id $comment $defs $ref title type properties required additionalProperties propertyNames items enum const oneOf discriminator ' +
      'pattern minimum maximum minItems description default examples x-instead x-layered x-meant x-never x-pattern x-secret x-spellings x-stacks x-tags x-words'
    ).split(' '),
  );

  it.each(names)('%s: closed, described, and of the small vocabulary', (name) => {
    const schema: unknown = JSON.parse(readFileSync(`schemas/${name}`, 'utf8'));
    expect([...complaints(schema, name)]).toEqual([]);
  });

  /** What it does not name is the compiler's own. */
  const STAGES = 'output/dump.schema.json';

  function* complaints(schema: unknown, at: string): Generator<string> {
    if (!isMap(schema)) return;
    for (const keyword of Object.keys(schema))
      if (!ALLOWED.has(keyword)) yield `${at}: the keyword ${keyword} is not in the vocabulary`;
    if (schema['properties'] !== undefined && schema['additionalProperties'] !== false && !at.startsWith(STAGES))
      yield `${at}: an object that is not closed`;
    for (const [name, property] of entries(schema['properties'])) {
      const described = isMap(property) && (typeof property['description'] === 'string' || '$ref' in property);
      if (!described) yield `${at}/${name}: no description`;
      yield* complaints(property, `${at}/${name}`);
    }
    if ('pattern' in schema && schema['x-words'] === undefined && schema['description'] === undefined)
      yield `${at}: a pattern without words`;
    for (const [name, definition] of entries(schema['$defs'])) yield* complaints(definition, `${at}#${name}`);
    for (const keyword of ['items', 'additionalProperties']) yield* complaints(schema[keyword], `${at}/${keyword}`);
  }

  it('say the defaults that the model uses', () => {
    const documented = names
      .flatMap((name) => [...defaults(JSON.parse(readFileSync(`schemas/${name}`, 'utf8')))])
      .sort();
    const used = Object.values({ ...DEFAULTS, ...CMAN_DEFAULTS }).flatMap((table) =>
      Object.entries(table).map(([key, { value }]) => `${key}=${value}`),
    );
    expect(documented).toEqual(used.sort());
  });

  function* defaults(schema: unknown, key = ''): Generator<string> {
    if (!isMap(schema)) return;
    if (typeof schema['default'] !== 'object' && schema['default'] !== undefined)
      yield `${key}=${String(schema['default'])}`;
    for (const [name, value] of Object.entries(schema)) if (name !== 'default') yield* defaults(value, name);
  }
});

describe('options of ssh', () => {
  it('that a bundle may have are those that a site may have', () => {
    const schema: unknown = JSON.parse(readFileSync('schemas/host.schema.json', 'utf8'));
    const at = (value: unknown, key: string) => (isMap(value) ? value[key] : undefined);
    const options = ['properties', 'ssh', 'properties', 'options', 'properties'].reduce(at, schema);
    expect(entries(options).map(([name]) => name)).toEqual(expect.arrayContaining([...SSH_OPTIONS]));
    expect(entries(options)).toHaveLength(SSH_OPTIONS.length);
  });
});

describe('templates', () => {
  it('each is used by an emitter', () => {
    const templates = filesBelow('templates').filter((name) => name.endsWith('.hbs'));
    const used = sources.flatMap((name) =>
      [...textOf(name).matchAll(/template: '([^']+)'/g)].map(([, template]) => `${template}.hbs`),
    );
    expect(templates).toEqual([...new Set(used)].sort());
  });
});

describe('files', () => {
  it('none has a name that says nothing', () => {
    expect(sources.filter((name) => /(^|\/)(utils?|helpers?|misc|common)\.ts$/.test(name))).toEqual([]);
  });

  it('no test has a time limit of its own: a busy machine takes longer', () => {
    const limited = /^ *\}, [\d_]+\);$/m;
    expect(filesBelow('test').filter((name) => limited.test(readFileSync(`test/${name}`, 'utf8')))).toEqual([]);
  });

  it('none has two subjects: at most 250 lines, but what is generated', () => {
    expect(sources.filter((name) => !name.endsWith('.gen.ts') && textOf(name).split('\n').length > 250)).toEqual([]);
  });
});

type Map = { readonly [key: string]: unknown };

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return isMap(value) ? Object.entries(value) : [];
}
