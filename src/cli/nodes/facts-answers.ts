/** What a node answered -> its facts. The pure parts are in src/facts/; between them XML has to be read. */
import { as, type FileId, type HostName } from '../../base/brand.ts';
import type { Asked } from '../../deploy/node/seen.ts';
import { readXml } from '../../edge/xml-read.ts';
import { agentFacts, agentTexts } from '../../stack/cman/facts/agents.ts';
import { offsetOf } from '../../facts/clock.ts';
import type { Fresh } from '../../facts/file.ts';
import { factsIn } from '../../facts/host.ts';
import { libvirtFacts } from '../../facts/libvirt.ts';
import { textOf } from '../../facts/steps.ts';

type Reached = Extract<Asked, { reachable: true }>;

/** What a node answered as facts; its XML is read here. */
export async function freshOf({
  node: host,
  answers,
  ...trip
}: Reached): Promise<{ readonly host: HostName; readonly fresh: Fresh }> {
  const found = factsIn(answers);
  const texts = agentTexts(answers);
  const roots =
    texts === undefined
      ? undefined
      : await Promise.all(texts.map(async ({ file, text }) => ({ file, root: await rootOf(text) })));
  const agents = roots && agentFacts(found.release, roots);
  const libvirt = libvirtFacts(answers, await rootOf(textOf(answers, 'libvirt') ?? ''));
  const offset = offsetOf(answers, trip);
  return {
    host,
    fresh: {
      ...found,
      ...(agents === undefined ? {} : { agents: agents }),
      ...(libvirt === undefined ? {} : { libvirt }),
      ...(offset === undefined ? {} : { time_offset: offset }),
    },
  };
}

/** What a node prints that is no XML is not shown to anybody: it is not a file that one could mend. */
async function rootOf(text: string) {
  return (await readXml(as<FileId>('answer'), Buffer.from(text))).root;
}
