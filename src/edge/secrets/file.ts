/** Secret values from a plain-text file. */
import type { SecretProvider } from '../../base/provider.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { readOwn } from './open.ts';
import { pathFrom, type OpenProvider, type World } from './provider.ts';
import { readValues } from './values.ts';

type FileProvider = Extract<SecretProvider, { type: 'file' }>;

export function openFile({ file }: FileProvider, world: World): Promise<Result<OpenProvider>> {
  const { value, diagnostics } = readOwn(pathFrom(file, world), world);
  return Promise.resolve(value === undefined ? { diagnostics } : readValues(value.bytes, world));
}
