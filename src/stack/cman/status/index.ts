/** What cman_tool, fence_tool, group_tool and clustat say, for `status` and the planner. */
import { valueOf } from '../../../status/reply.ts';
import type { StatusReader } from '../../../status/reader.ts';
import { cells } from './cells.ts';
import { clusterFindings } from './cluster-findings.ts';
import { json } from './json.ts';
import { daemonDown, needed, nodeFindings } from './node-findings.ts';
import { QUESTIONS, read, xmlIn, type CmanSaid } from './said.ts';
import { serviceFindings } from './service-findings.ts';
import { serviceStatus } from './services.ts';
import { repair } from './repair.ts';
import { viewOf } from './view.ts';

export const status: StatusReader<CmanSaid> = {
  questions: QUESTIONS,
  version: 'config_version',
  rescan: 'clvmd -R',
  xmlIn,
  read,
  versionIn: ({ version }) => valueOf(version) ?? null,
  view: viewOf,
  services: serviceStatus,
  needed,
  nodeFindings,
  clusterFindings: (nodes, services) => [...clusterFindings(nodes), ...serviceFindings(nodes, services)],
  repair,
  daemonDown,
  cells,
  json,
};
