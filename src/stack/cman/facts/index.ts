/** Packages, services and resource agents of cman and rgmanager on a host. */
import type { Answers } from '../../../deploy/node/answers.ts';
import type { FactsReader } from '../../../facts/reader.ts';
import { FOLDER } from './source.ts';
import { AGENTS, agentFacts, agentTexts, unreadAgents } from './agents.ts';

export const facts: FactsReader = {
  packages: [
    'cman',
    'openais',
    'corosync',
    'rgmanager',
    'resource-agents',
    'fence-agents',
    'lvm2-cluster',
    'kmod-gfs2',
    'pacemaker',
  ],
  init: 'sysv',
  services: ['clvmd', 'cman', 'corosync', 'openais', 'pacemaker', 'qdiskd', 'rgmanager', 'ricci', 'scsi_reserve'],
  questions: [{ name: AGENTS, argv: [':each', 'meta-data', `${FOLDER}/*.sh`, `${FOLDER}/SAP*`] }],
  xmlIn: (answers: Answers) => agentTexts(answers)?.map(({ text }) => text) ?? [],
  agents: (answers, release, trees) => {
    const roots = agentTexts(answers)?.map(({ file, text }) => ({ file, root: trees.get(text) }));
    return roots && agentFacts(release, roots);
  },
  unread: (answers, trees) => {
    const texts = agentTexts(answers) ?? [];
    return unreadAgents(
      texts,
      texts.map(({ file, text }) => ({ file, root: trees.get(text) })),
    );
  },
};
