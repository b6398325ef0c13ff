/** Findings about reading the site's files: codes `yaml/*`. */
import { shellWord } from '../base/shell-word.ts';
import { defineDiagnostic } from '../diag/diagnostic.ts';

export const notUtf8 = defineDiagnostic<{ file: string; encoding: string }>({
  code: 'yaml/not-utf8',
  severity: 'error',
  message: (f) => `${f.file} is not UTF-8 text`,
  help: ({ file, encoding }) => {
    const [from, to] = [shellWord(file), shellWord(`${file}.new`)];
    return `iconv -f ${encoding} -t utf-8 ${from} > ${to} && mv ${to} ${from}`;
  },
  explain:
    'Names and places can only be shown when the file is text. YAML 1.2, 5.2, allows UTF-8; clusterc reads nothing else.',
});

export const lookAlike = defineDiagnostic<{ sign: string; name: string; cure: string }>({
  code: 'yaml/look-alike',
  severity: 'warning',
  message: (f) => `YAML reads "${f.sign}" (${f.name}) as a letter of the text, neither as a quote nor as a space`,
  help: (f) => f.cure,
  explain:
    'Word processors and web pages write typographic quotes and no-break spaces, which look like those of YAML and are letters to it. ' +
    'YAML 1.2, 5.5 and 7.3. In quotes of YAML they are kept as they are.',
});

export const forbiddenCharacter = defineDiagnostic<{ codePoint: string }>({
  code: 'yaml/forbidden-character',
  severity: 'error',
  message: (f) => `the character ${f.codePoint} is not allowed in a site`,
  help: () => 'remove the character',
  explain:
    'Control characters cannot be written into XML 1.0 at all, and would break lines in the other files. ' +
    'Private-use characters mark secrets inside the compiler, so input must not hold them.',
});

export const reservedText = defineDiagnostic<{ text: string }>({
  code: 'yaml/reserved-text',
  severity: 'error',
  message: (f) => `"${f.text}" is how a bundle marks a value that is filled in later; a site must not contain it`,
  help: () => 'refer to a secret as { secret: NAME } where the schema allows one',
  explain:
    'A literal placeholder would look like a real one in the bundle, and would be filled with a secret on the node.',
});

export const syntax = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'yaml/syntax',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain: 'The text is not YAML 1.2, so nothing after this place can be trusted; no later check ran.',
});

export const duplicateKey = defineDiagnostic<{ key: string }>({
  code: 'yaml/duplicate-key',
  severity: 'error',
  message: (f) => `"${f.key}" is written twice`,
  help: (f) => `keep one of the two, or give one "${f.key}" another name`,
  explain:
    'Maps of several files merge by key, but the same value or list written twice has no winner: clusterc never overrides silently. ' +
    'The first one, in the order of file names, is used for the other checks of this run.',
});

export const mergeKey = defineDiagnostic<Record<string, never>>({
  code: 'yaml/merge-key',
  severity: 'error',
  message: () => 'merge keys (<<) are not supported',
  help: () =>
    'write the keys out, put what VMs share into a profile, or reuse a whole value with an anchor and an alias',
  explain: 'YAML 1.2 has no merge key: it is an extension of YAML 1.1 that readers treat differently.',
});

export const keyNotText = defineDiagnostic<{ key: string }>({
  code: 'yaml/key-not-text',
  severity: 'error',
  message: (f) => `the key ${f.key} is not text`,
  help: (f) =>
    f.key.startsWith('{')
      ? 'write the value itself: {{ ... }} is not expanded here, clusterc has no templates in a site'
      : `quote it: "${f.key}"`,
  explain:
    'Numbers, booleans, empty keys, lists and maps as keys are turned into text differently by different YAML readers.',
});

export const tag = defineDiagnostic<{ tag: string }>({
  code: 'yaml/tag',
  severity: 'error',
  message: (f) => `the tag ${f.tag} is not supported`,
  help: () => 'remove the tag; a secret is written { secret: NAME }',
  explain: 'Tags change the type of a value out of sight. YAML 1.2, 3.2.1.2.',
});

export const tooDeep = defineDiagnostic<{ limit: number }>({
  code: 'yaml/too-deep',
  severity: 'error',
  message: (f) => `maps and lists are nested more than ${f.limit} deep here`,
  help: () => 'no site needs this: check the indentation or the brackets above',
  explain:
    'The deepest place that the schema knows is 8 levels down. The limit keeps hostile input from exhausting the stack.',
});

export const tooLarge = defineDiagnostic<{ limit: number }>({
  code: 'yaml/too-large',
  severity: 'error',
  message: (f) => `aliases expand this site to more than ${f.limit} values`,
  help: () => 'write the values out instead of nesting aliases of aliases',
  explain: 'Nested aliases grow a file exponentially ("billion laughs"). A thousand VMs are about 30,000 values.',
});

export const tooHeavy = defineDiagnostic<{ megabytes: number }>({
  code: 'yaml/too-many-values',
  severity: 'error',
  message: (f) => `from here on, the site takes more than ${f.megabytes} MB to read; the rest was not read`,
  help: () => 'remove files that are not part of the site, or split the site: one cluster has at most 16 hosts',
  explain:
    'Keys, values, lists and maps are counted by the memory that they need. The limit is for all files together, and keeps the ' +
    'whole process below 400 MiB. 10,000 VMs have about 200 MB.',
});

export const tooManyMistakes = defineDiagnostic<{ mistakes: number; limit: number }>({
  code: 'yaml/too-many-mistakes',
  severity: 'error',
  message: (f) => `the files of the site have ${f.mistakes} mistakes; only the first ${f.limit} are shown`,
  help: () => 'clusterc init DIR, for a site to start from',
  explain:
    'Each is about the form of the text, such as a duplicate key. Files with so many are most likely not a site, so ' +
    'nothing else was checked in them.',
});

export const tooManyAliases = defineDiagnostic<{ limit: number }>({
  code: 'yaml/too-many-aliases',
  severity: 'error',
  message: (f) => `this file uses more than ${f.limit} aliases`,
  help: () => 'write the values out',
  explain: 'A site with hundreds of aliases cannot be read by a person any more, and is how alias bombs are built.',
});

export const badAlias = defineDiagnostic<{ alias: string }>({
  code: 'yaml/unknown-alias',
  severity: 'error',
  message: (f) => `the alias *${f.alias} has no anchor &${f.alias} that ends before it`,
  help: (f) => `put &${f.alias} before the value that is meant, earlier in the same file`,
  explain: 'An alias repeats a value that was complete before it. YAML 1.2, 7.1.',
});

export const empty = defineDiagnostic<{ files: number }>({
  code: 'yaml/empty',
  severity: 'error',
  message: (f) => (f.files === 0 ? 'there is no *.yaml or *.yml file here' : 'the site is empty'),
  help: () => 'clusterc init',
  explain:
    'A site is a folder of YAML files, read recursively; dot files are skipped and symbolic links are not followed.',
});

export const notAMap = defineDiagnostic<{ kind: string }>({
  code: 'yaml/not-a-map',
  severity: 'error',
  message: (f) => `a file of a site is a map of sections, not ${f.kind}`,
  help: () => 'write it as "hosts:", "vms:" ... with the entries indented below',
  explain: 'Each file adds to the same sections; see the schema for their names.',
});
