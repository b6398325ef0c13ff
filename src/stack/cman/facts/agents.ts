/** Resource agents of nodes: their metadata as facts, and the agents by which a push is predicted. Pure. */
import type { HostFacts } from '../../../model/host-facts.ts';
import type { XmlElement } from '../../../base/xml.ts';
import { own } from '../../../base/json.ts';
import { rmTypes } from '../../../catalogue/rm.ts';
import type { Answers } from '../../../deploy/node/answers.ts';
import { agentFrom, type Agent, type AgentAttribute, type Agents, type Levels } from '../impact/agents.ts';
import { agentsWith, differencesOf, type AgentDifference, type AgentDelta } from '../impact/differences.ts';
import { releaseOf } from '../../../resolve/facts.ts';
import type { Platform } from '../../../platform/release-id.ts';
import { isText, isWord, stepsIn } from '../../../facts/steps.ts';

/** The name of the answer with the metadata of all agents. */
export const AGENTS = 'agents';

/** The output of an agent; `file` is its name in /usr/share/cluster. */
export type AgentText = { readonly file: string; readonly text: string };
/** The parsed output; without a root it was not XML. */
export type AgentRoot = { readonly file: string; readonly root: XmlElement | undefined };

/** Undefined if not every agent could be asked, since a missing one would count as not installed. */
export function agentTexts(answers: Answers): readonly AgentText[] | undefined {
  const answer = own(answers, AGENTS);
  const steps = answer?.exit === 0 ? stepsIn(answer) : undefined;
  if (steps?.some(({ exit }) => exit === null) === true) return undefined;
  return steps?.map(({ words: [file = ''], text }) => ({ file, text }));
}

/** Undefined if the agent of services is missing, and with it rgmanager. `release`: in the host's own words. */
export function agentFacts(
  release: string | undefined,
  roots: readonly AgentRoot[],
): AgentDelta<AgentDifference> | undefined {
  const catalogue = catalogueOf({ release: release ?? null });
  const node: Agents = Object.assign({}, ...roots.flatMap(({ root }) => (root === undefined ? [] : [agentFrom(root)])));
  if (own(node, 'service') === undefined) return undefined;
  const unread = roots.filter(({ root }) => root === undefined).map(({ file }) => file.replace(/[.]sh$/, ''));
  return differencesOf(catalogue, admitted(node, catalogue), unread);
}

/** Agents whose metadata cannot be read, by the names of their files; what prints no metadata at all is a helper of theirs. */
export function unreadAgents(texts: readonly AgentText[], roots: readonly AgentRoot[]): readonly string[] {
  const isRead = new Map(
    roots.map(({ file, root }) => [file, root !== undefined && Object.keys(agentFrom(root)).length > 0]),
  );
  return texts
    .filter(({ file, text }) => isRead.get(file) !== true && text.includes('<resource-agent'))
    .map(({ file }) => file);
}

/** For a host with an unknown release: the newest agents know most attributes. `plan --old --new` does the same. */
const NEWEST: Platform = { family: 'rhel6', minor: 10 };

/** The catalogue that facts of a host are compared with: that of its own release, so that changing `platform` changes no facts. */
function catalogueOf(facts: { readonly release: string | null }): Agents {
  return rmTypes(releaseOf(facts) ?? NEWEST);
}

/** The agents that a push is predicted by: those of the first host that was asked; undefined where none was. */
export function agentsOfHosts(facts: readonly HostFacts[]): Agents | undefined {
  const first = facts.find(({ agents }) => agents !== null);
  return first === undefined ? undefined : agentsWith(catalogueOf(first), first.agents ?? {});
}

/** Attributes that the schema of facts rejects are replaced by the catalogue's. */
function admitted(node: Agents, catalogue: Agents): Agents {
  const types = Object.entries(node).filter(([type]) => isWord(type));
  return Object.fromEntries(types.map(([type, agent]) => [type, admittedAgent(agent, own(catalogue, type))]));
}

function admittedAgent(agent: Agent, known: Agent | undefined): Agent {
  const attributes = Object.entries(agent.attributes).flatMap(([name, attribute]): [string, AgentAttribute][] => {
    const kept = isPlain(attribute) ? attribute : own(known?.attributes, name);
    return kept === undefined || !isWord(name) ? [] : [[name, kept]];
  });
  const children = Object.entries(agent.children ?? {}).filter(([type]) => isWord(type));
  return {
    ...agent,
    max: within(agent.max, 1_000_000),
    forbids: (agent.forbids ?? []).filter(isWord),
    children: Object.fromEntries(children.map(([type, levels]) => [type, admittedLevels(levels)])),
    attributes: Object.fromEntries(attributes),
  };
}

function admittedLevels({ start, stop }: Levels): Levels {
  return { start: within(start, 1000), stop: within(stop, 1000) };
}

/** 0 for anything out of range, as rgmanager reads it with atoi. */
function within(count: number, most: number): number {
  return Number.isInteger(count) && count >= 0 && count <= most ? count : 0;
}

function isPlain({ inherit = '-', default: fallback = '' }: AgentAttribute): boolean {
  return inherit !== '' && isText(inherit) && isText(fallback);
}
