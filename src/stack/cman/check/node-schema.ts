/**
 * What the schema on a node takes in an element of cluster.conf: cluster.rng of RHEL 6 and Fedora, which ccs_config_validate(8)
 * and the start of cman use. The node completes it from the metadata of its agents. schemas/relaxng is the whole of it as a
 * grammar of our own, and a test compares the two with xmllint.
 */
import { own } from '../../../base/json.ts';
import { fenceAgents, familyOf } from '../../../catalogue/fence.ts';
import { resourceTypes, topTypes } from '../../../catalogue/rm.ts';
import { modelledAttributes } from '../emit/attributes.ts';

/** An element that may have raw attributes. */
export type OpenElement = {
  readonly element: string;
  /** The fence agent of a device. */
  readonly agent?: string;
  /** Its attributes besides the raw ones, and all raw ones, if the schema takes some of them together only. */
  readonly together?: readonly string[];
};

/** The pattern of a value; any text where it says nothing. */
type Taken = { readonly [attribute: string]: RegExp | null };

const WHOLE = /^\+?\d+$/;
const INTEGER = /^[+-]?\d+$/;
const LOCKS =
  'enable_plock plock_debug plock_rate_limit plock_ownership drop_resources_time drop_resources_count drop_resources_age';

/** What the schema takes in addition to the attributes that a build writes. cman(5), fenced(8), dlm_controld(8), gfs_controld(8). */
const MORE: { readonly [element: string]: Taken } = {
  cman: { ...texts('upgrading debug_mask disable_openais nodename'), disallowed: WHOLE },
  totem: texts('keyfile'),
  fence_daemon: texts('clean_start'),
  dlm: texts(`enable_deadlk ${LOCKS}`),
  gfs_controld: texts(LOCKS),
  rm: { disabled: INTEGER },
};

/** What rgmanager reads in each of its elements. */
const SPECIAL = texts(
  '__independent_subtree __enforce_timeouts __max_failures __failure_expire_time __max_restarts __restart_expire_time',
);

/** What a device may have besides the parameters of its agent; fenced(8), and the metadata of the agents. */
const OF_EACH_AGENT = ['name', 'agent', 'action', 'delay', 'port', 'verbose', 'debug'];

function texts(names: string): Taken {
  return Object.fromEntries(names.split(' ').map((name) => [name, null]));
}

/** Why a node would refuse an attribute with this text; undefined if it would not, or if only its agents can say. */
export function refusal(thing: OpenElement, attribute: string, text: string): 'attribute' | 'value' | undefined {
  if (thing.agent !== undefined)
    return agentTakes(thing.agent, attribute, thing.together ?? []) ? undefined : 'attribute';
  const pattern = own(takenIn(thing.element), attribute);
  if (pattern === undefined) return 'attribute';
  return pattern === null || pattern.test(text.trim()) ? undefined : 'value';
}

/** The names that the schema takes in an element. */
export function takenNames({ element, agent }: OpenElement): readonly string[] {
  return agent === undefined ? Object.keys(takenIn(element)) : namesOf(agent);
}

function takenIn(element: string): Taken {
  const declared = resourceTypes().get(element) ?? topTypes().get(element);
  const written = Object.entries(declared?.attributes ?? {}).filter(([, { obsolete }]) => obsolete !== true);
  if (declared !== undefined) return { ...Object.fromEntries(written.map(([name]) => [name, null])), ...SPECIAL };
  return { ...texts(modelledAttributes(element).join(' ')), ...own(MORE, element) };
}

/**
 * The schema lets a device have the parameters of any one agent, whichever its agent is. A name of no agent of the catalogue
 * may be one of an agent on the node.
 */
function agentTakes(agent: string, attribute: string, together: readonly string[]): boolean {
  if (namesOf(agent).includes(attribute)) return true;
  const others = fenceAgents().map(namesOf);
  if (!others.some((names) => names.includes(attribute))) return true;
  const all = [...together, attribute].filter((name) => !OF_EACH_AGENT.includes(name));
  return others.some((names) => all.every((name) => names.includes(name)));
}

/** In any spelling: agents took the one of today in the course of time. */
function namesOf(agent: string): readonly string[] {
  const words = Object.values(familyOf(agent).parameters);
  return [...words.flatMap(({ cman, rhel5 = cman, today = cman }) => [cman, rhel5, today]), ...OF_EACH_AGENT];
}
