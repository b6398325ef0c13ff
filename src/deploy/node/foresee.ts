/** Asks the cluster's own engine on a node what a change of its document would do. Nothing is changed, and no file is written. */
import { as, type Millis } from '../../base/brand.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import { fill, secretsIn, type Content } from '../../bundle/content.ts';
import type { SecretValues } from './activator.ts';
import { masker } from './mask.ts';
import type { Ports } from './ports.ts';
import type { KeptDocument } from './profile.ts';

/**
 * The documents stay on the node, between its programs: what is printed are the actions alone. Errors are not shown, since a program may
 * print the document with them. A pipe comes before the patch, since standard input may be a socket, which cannot be opened.
 */
const SCRIPT = [
  'set -f; IFS=$(printf "\\t"); TZ=UTC LC_ALL=C; export TZ LC_ALL',
  'cat | { exec 3<&0; $1 | $2; } 2>/dev/null | $3 2>/dev/null | sed -n -e "/<actions\\/>/p" -e "/<actions>/,/<\\/actions>/p"',
].join('\n');

/** What crm_simulate may take, and a login. */
const AT_MOST = as<Millis>(150_000);

const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}Z$/;

type Foreseeing = Pick<KeptDocument, 'query' | 'patched' | 'foreseen'>;
type Asked = { readonly patch: Content; readonly secrets: SecretValues; readonly time: string };

/** `patch`: without a version. `root` holds the list of actions. */
export async function foresee(
  node: BundleNode,
  { query, patched, foreseen }: Foreseeing,
  { patch, secrets, time }: Asked,
  { transport, readXml }: Pick<Ports, 'transport' | 'readXml'>,
): Promise<{ readonly root: XmlElement } | { readonly missing: string }> {
  if (!TIME.test(time)) throw new Error(`bug/plan: this is no time: ${time}`);
  const unknown = secretsIn(patch).find((name) => !secrets.has(name));
  if (unknown !== undefined) return { missing: `the secret ${unknown} is not at hand` };
  const applied = patched.map((word) => (word === '@1' ? '-' : word === '@2' ? '/dev/fd/3' : word));
  const words = [query, applied, [...foreseen, time]].map((argv) => argv.join('\t'));
  const argv = ['sh', '-c', SCRIPT, 'clusterc-foresee', ...words];
  const ran = await transport.run(node, argv, {
    stdin: fill(patch, secrets, {}),
    timeout: AT_MOST,
    connection: 'kept',
  });
  if (ran.cause !== undefined) return { missing: `${node.host}: ${ran.stderr}` };
  const actions = masker([...secrets.values()])(ran.stdout);
  const root = actions === '' ? undefined : await readXml(`<answer>${actions}</answer>`);
  return root === undefined ? { missing: `it did not answer on ${node.host}` } : { root };
}
