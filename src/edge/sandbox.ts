/**
 * A sandbox: one folder per node, and a file with secrets that were made up for it. A rehearsal of the real thing,
 * through the same observe, plan and push.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SecretName } from '../base/brand.ts';
import { Sealed } from '../base/sealed.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { Secrets } from '../deploy/ports.ts';

const SECRETS = 'secrets.json';
/** 16 characters: what every CHAP target takes (12 to 16), and any management board. */
const SECRET_BYTES = 12;

/** The bundle with folders below `sandbox` in place of its nodes. Same id: it is the same bundle. */
export function inSandbox(bundle: Bundle, sandbox: string): Bundle {
  const nodes = bundle.nodes.map((node) => ({
    ...node,
    connection: { via: 'local' as const, root: resolve(sandbox, node.host) },
  }));
  return { ...bundle, nodes };
}

/** Makes the folders that play the nodes. */
export function makeSandbox(bundle: Bundle): void {
  for (const { connection } of bundle.nodes)
    if (connection.via === 'local') mkdirSync(connection.root, { recursive: true });
}

/** Secrets of a sandbox: made up when first asked for, kept in a file that only its owner may read. */
export function sandboxSecrets(sandbox: string): Secrets {
  const file = join(sandbox, SECRETS);
  const values = new Map<string, string>(existsSync(file) ? Object.entries(readSecrets(file)) : []);
  return {
    get(name: SecretName): Promise<Sealed> {
      const value = values.get(name) ?? randomBytes(SECRET_BYTES).toString('base64url');
      if (!values.has(name)) writeSecrets(file, values.set(name, value));
      return Promise.resolve(Sealed.of(name, value));
    },
  };
}

/** The file of secrets is open to others. */
export class OpenSecrets extends Error {}

function readSecrets(file: string): { readonly [name: string]: string } {
  if ((statSync(file).mode & 0o077) !== 0) throw new OpenSecrets(file);
  const values: { readonly [name: string]: string } = JSON.parse(readFileSync(file, 'utf8'));
  return values;
}

/** Mode before content, rename at the end: never readable by others, never half written. */
function writeSecrets(file: string, values: ReadonlyMap<string, string>): void {
  const fresh = `${file}.new`;
  writeFileSync(
    fresh,
    `${JSON.stringify(Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`,
    { mode: 0o600 },
  );
  renameSync(fresh, file);
}
