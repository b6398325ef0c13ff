/** Asks the cluster's own engine on a node what a change of its document would do. Nothing is changed, and no file is written. */
import { as, type Millis } from '../../base/brand.ts';
import { Sealed } from '../../base/sealed.ts';
import type { XmlElement } from '../../base/xml.ts';
import type { BundleNode } from '../../bundle/bundle.ts';
import { fill, secretsIn, type Content } from '../../bundle/content.ts';
import type { SecretValues } from './activator.ts';
import { masker } from './mask.ts';
import type { Ports } from './ports.ts';
import type { KeptDocument } from './profile.ts';

/**
 * The documents stay on the node, between its programs: what is printed are the actions alone. Errors are not shown, since a program may
 * print the document with them. Each patch is a line; it reaches its program through a pipe, as standard input may be a socket.
 */
const SCRIPT = `
set -f; IFS=$(printf '\\t'); TZ=UTC LC_ALL=C; export TZ LC_ALL
query=$1 patched=$2 foreseen=$3 becomes=$4 parts=0
while IFS= read -r line; do parts=$((parts + 1)); eval "patch$parts=\\$line"; done
with() { # PART: the document with it, where those before it are done
  before $(($1 - 1)) | { exec 4<&0; eval "printf '%s\\\\n' \\"\\$patch$1\\"" | { exec 3<&0 0<&4 4<&-; $patched; }; }
}
before() { # PARTS: the document when they are done
  if [ "$1" -eq 0 ]; then $query; else with "$1" | become; fi
}
become() { # by a file in memory without a name, as crm_simulate 2.1.5 does not end where it writes into a pipe
  umask 077
  file=$(mktemp /dev/shm/clusterc.XXXXXX) && exec 5<>"$file" && rm -f "$file" && $becomes >/dev/null && cat </dev/fd/5
}
exec 2>/dev/null
with "$parts" | $foreseen | sed -n -e '/<actions\\/>/p' -e '/<actions>/,/<\\/actions>/p'
`;

/** What crm_simulate may take, and a login. */
const AT_MOST = as<Millis>(150_000);

const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}Z$/;

type Foreseeing = Pick<KeptDocument, 'query' | 'patched' | 'foreseen' | 'becomes'>;
type Asked = { readonly patches: readonly Content[]; readonly secrets: SecretValues; readonly time: string };

/** About the last of the patches, when those before it are done. `root` holds the list of actions. */
export async function simulateChange(
  node: BundleNode,
  { query, patched, foreseen, becomes }: Foreseeing,
  { patches, secrets, time }: Asked,
  { transport, readXml }: Pick<Ports, 'transport' | 'readXml'>,
): Promise<{ readonly root: XmlElement } | { readonly missing: string }> {
  if (!TIME.test(time)) throw new Error(`bug/plan: this is no time: ${time}`);
  const unknown = patches.flatMap((patch) => secretsIn(patch)).find((name) => !secrets.has(name));
  if (unknown !== undefined) return { missing: `the secret ${unknown} is not at hand` };
  const stdin = Sealed.join(
    'patches',
    patches.map((patch) => fill(patch, secrets, {})),
  );
  const applied = patched.map((word) => (word === '@1' ? '-' : word === '@2' ? '/dev/fd/3' : word));
  const words = [query, applied, [...foreseen, time], [...becomes, time]].map((argv) => argv.join('\t'));
  const argv = ['sh', '-c', SCRIPT, 'clusterc-simulateChange', ...words];
  const ran = await transport.run(node, argv, {
    stdin,
    timeout: AT_MOST,
    connection: 'kept',
  });
  if (ran.cause !== undefined) return { missing: `${node.host}: ${ran.stderr}` };
  const actions = masker([...secrets.values()])(ran.stdout);
  const root = actions === '' ? undefined : await readXml(`<answer>${actions}</answer>`);
  return root === undefined ? { missing: `it did not answer on ${node.host}` } : { root };
}
