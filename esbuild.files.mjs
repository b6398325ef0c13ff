// Which scripts of dist/ are one file. esbuild makes a script for each set of modules that are needed together, 200 in all, and
// a command needs 70 of them: opening so many files, each with its cache, took a fifth of the start of a command.

/**
 * Modules that are loaded, with what only they need, when something of them is first used: the stack of a site, the yaml library for
 * what the simple reader cannot read, the words for mistakes. Their names in dist/. None of what they export may be read while a
 * script is loaded.
 */
export const LATE = {
  cman: 'src/stack/cman/index.ts',
  pacemaker: 'src/stack/pacemaker/index.ts',
  'read-yaml': 'src/source/read.ts',
  'schema-messages': 'src/spec/schema-messages.ts',
};

/** In this order the first one that needs a script has it in its file, without those that follow. */
const STEPS = ['src/main.ts', 'src/cli/program.ts'];
/** A script is in one file with those that the same ones of these commands, and of what is loaded late, need. */
const COMMANDS = {
  check: 'src/cli/site/check.ts',
  build: 'src/cli/site/build.ts',
  plan: 'src/cli/plan/plan.ts',
  push: 'src/cli/push/push.ts',
  status: 'src/cli/nodes/status.ts',
  diff: 'src/cli/nodes/diff.ts',
};

/** The name of each script of esbuild -> `./FILE#SCRIPT`, by which src/boot.ts finds it. `outputs` are those of its metafile. */
export function namesOf(outputs) {
  const files = fileOfEach(outputs);
  return new Map(
    Object.keys(outputs).map((path) => {
      const script = scriptOf(path);
      return [`./${script}.cjs`, `./${files.get(path) ?? script}.cjs#${script}`];
    }),
  );
}

function fileOfEach(outputs) {
  const files = new Map();
  for (const step of STEPS)
    for (const path of neededBy(step, outputs)) if (!files.has(path)) files.set(path, scriptOf(entryOf(step, outputs)));
  const commands = new Map();
  for (const [command, module] of Object.entries({ ...COMMANDS, ...LATE }))
    for (const path of neededBy(module, outputs)) commands.set(path, [...(commands.get(path) ?? []), command]);
  for (const [path, names] of commands) if (!files.has(path)) files.set(path, fileFor(names));
  return files;
}

/** What `check` needs is loaded before anything late, so that a distinction between late modules would only make more files. */
function fileFor(names) {
  if (!names.includes('check')) return names.join('-');
  const commands = names.filter((name) => name in COMMANDS);
  return [...commands, ...(commands.length < names.length ? ['late'] : [])].join('-');
}

/** The scripts that are loaded at once with a module. */
function neededBy(module, outputs) {
  const needed = new Set([entryOf(module, outputs)]);
  for (const path of needed)
    for (const { path: other, kind, external } of outputs[path].imports)
      if (kind === 'import-statement' && external !== true) needed.add(other);
  return needed;
}

function entryOf(module, outputs) {
  const found = Object.keys(outputs).find((path) => outputs[path].entryPoint === module);
  if (found === undefined) throw new Error(`${module} is no longer loaded on demand`);
  return found;
}

function scriptOf(path) {
  return path.replace(/^.*\//, '').replace(/\.cjs$/, '');
}
