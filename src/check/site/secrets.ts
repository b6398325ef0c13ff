/** Secret providers: they can be asked, and a file of values is not read as part of the site. */
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Check } from '../check.ts';

export const valuesInSite = defineDiagnostic<{ file: string }>({
  code: 'secret/in-site',
  severity: 'error',
  message: (f) => `${f.file} is read as a part of the site, and would be in every dump and review`,
  help: () => 'move it out of the folder of the site, or give it a name that begins with a dot',
  explain:
    'A site is every .yaml and .yml file below its folder but those whose name begins with a dot. A file of values among them is taken ' +
    'for a section of the site; what it holds is not shown where it is found out, but dump would print it.',
});

export const twoPasswords = defineDiagnostic<Record<string, never>>({
  code: 'secret/two-passwords',
  severity: 'error',
  message: () => 'the vault has a password_file and a password_command',
  help: () => 'keep the one that is meant',
  explain: 'clusterc cannot know which one is right; the other would silently be unused.',
});

export const commandWithoutName = defineDiagnostic<Record<string, never>>({
  code: 'secret/command-without-name',
  severity: 'error',
  message: () => 'the command does not say {name}, so that it gives every secret the same value',
  help: () => 'write {name} where the name of the secret belongs, such as [pass, show, "clusterc/{name}"]',
  explain: 'One password for all fence devices and iSCSI targets is hardly meant: anyone who has one has them all.',
});

export const secretChecks: readonly Check[] = [
  function* valuesStandOutsideTheSite({ secretProviders }) {
    for (const { at, provider } of secretProviders)
      if ('file' in provider && isReadAsSite(provider.file))
        yield valuesInSite(valueAt([...at, 'file']), { file: provider.file });
  },

  function* commandsNameTheSecret({ secretProviders }) {
    for (const { at, provider } of secretProviders)
      if (provider.type === 'command' && !provider.command.some((word) => word.includes('{name}')))
        yield commandWithoutName(keyAt([...at, 'command']), {});
  },

  function* aVaultHasOnePassword({ secretProviders }) {
    for (const { at, provider } of secretProviders)
      if (provider.type === 'vault' && provider.passwords.length > 1)
        yield twoPasswords(keyAt([...at, 'password_command']), {});
  },
];

/** Is the path inside the folder of the site? Ignores a leading `./`; false for a path that leads out or cannot be resolved. */
function isReadAsSite(file: string): boolean {
  const steps = file.split('/').filter((step) => step !== '' && step !== '.');
  return !/^[/~]/.test(file) && /\.ya?ml$/.test(file) && !steps.some((step) => step.startsWith('.'));
}
