/** What a stack adds to the facts of a host: packages, services, and the agents of its resources. Pure. */
import type { Trees } from '../base/xml.ts';
import type { Answers, Question } from '../deploy/node/answers.ts';
import type { HostFacts } from '../spec/spec.gen.ts';

export type FactsReader = {
  readonly packages: readonly string[];
  /** What starts services at boot: chkconfig(8), or systemd with packages of dpkg(1) or rpm(8). */
  readonly init: 'sysv' | 'systemd';
  /** Services of the cluster that may start at boot. */
  readonly services: readonly string[];
  readonly questions: readonly Question[];
  /** The XML in the answers, to be parsed for `agents`. */
  xmlIn(answers: Answers): readonly string[];
  /** Undefined if the agents could not be asked or are not installed. `release`: the release in the host's own words. */
  agents(answers: Answers, release: string | undefined, trees: Trees): HostFacts['agents'];
  /** Names of agents whose metadata is malformed. */
  unread(answers: Answers, trees: Trees): readonly string[];
};
