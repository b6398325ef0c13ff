/** What a stack adds to the facts of a host: its packages, its services, and the agents that run its resources. Pure. */
import type { Trees } from '../base/xml.ts';
import type { Answers, Question } from '../deploy/node/answers.ts';
import type { HostFacts } from '../spec/spec.gen.ts';

export type FactsReader = {
  readonly packages: readonly string[];
  /** Services of the cluster that may start at boot. */
  readonly services: readonly string[];
  readonly questions: readonly Question[];
  /** The XML in the answers, to be read as the trees of `agents`. */
  xmlIn(answers: Answers): readonly string[];
  /** Undefined where they could not be asked, or are not installed. `release`: as the host calls its own. */
  agents(answers: Answers, release: string | undefined, trees: Trees): HostFacts['agents'];
  /** Names of agents whose metadata cannot be read. */
  unread(answers: Answers, trees: Trees): readonly string[];
};
