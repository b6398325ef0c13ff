/** A node's answers as facts. The pure parts are in src/facts/; XML is parsed here. */
import type { HostName } from '../../base/brand.ts';
import type { Asked } from '../../deploy/node/seen.ts';
import { offsetOf } from '../../facts/clock.ts';
import type { Fresh } from '../../facts/file.ts';
import { factsIn } from '../../facts/host.ts';
import { libvirtFacts } from '../../facts/libvirt.ts';
import type { FactsReader } from '../../facts/reader.ts';
import { textOf } from '../../facts/steps.ts';
import { readTrees } from '../subject/trees.ts';

type Reached = Extract<Asked, { reachable: true }>;

/** Malformed XML is dropped; `unread`: the agents whose metadata is malformed. */
export async function freshOf(
  { node: host, answers, ...trip }: Reached,
  reader: FactsReader,
): Promise<{ readonly host: HostName; readonly fresh: Fresh; readonly unread: readonly string[] }> {
  const capabilities = textOf(answers, 'libvirt') ?? '';
  const trees = await readTrees([...reader.xmlIn(answers), capabilities], 'passed over');
  const found = factsIn(answers, reader.services);
  const agents = reader.agents(answers, found.release, trees);
  const libvirt = libvirtFacts(answers, trees.get(capabilities));
  const offset = offsetOf(answers, trip);
  return {
    host,
    unread: reader.unread(answers, trees),
    fresh: {
      ...found,
      ...(agents === undefined ? {} : { agents }),
      ...(libvirt === undefined ? {} : { libvirt }),
      ...(offset === undefined ? {} : { time_offset: offset }),
    },
  };
}
