// Which scripts of dist/ are one file. esbuild makes a script for each set of modules that are needed together, 200 in all, and
// a command needs 70 of them: opening so many files, each with its cache, took a fifth of the start of a command.

/** In this order the first one that needs a script has it in its file, without those that follow. */
const STEPS = ['src/main.ts', 'src/cli/program.ts'];
/** A script is in one file with those that the same ones of these commands need. */
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
  for (const [command, module] of Object.entries(COMMANDS))
    for (const path of neededBy(module, outputs)) commands.set(path, [...(commands.get(path) ?? []), command]);
  for (const [path, names] of commands) if (!files.has(path)) files.set(path, names.join('-'));
  return files;
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
