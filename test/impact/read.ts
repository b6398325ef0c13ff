/** What the tests of the impact read: XML, and the metadata that was recorded with the measured pairs. */
import { readFileSync } from 'node:fs';
import { as, type FileId } from '../../src/base/brand.ts';
import type { XmlElement } from '../../src/base/xml.ts';
import { readXml } from '../../src/edge/xml/xml-read.ts';
import type { XmlTwins } from '../../src/edge/xml/xml-twins.ts';
import type { Agents } from '../../src/stack/cman/impact/agents.ts';

export async function xmlOf(text: string, twins?: XmlTwins): Promise<XmlElement> {
  const { root, diagnostics } = await readXml(as<FileId>('cluster.conf'), Buffer.from(text), 'refused', twins);
  if (root === undefined) throw new Error(JSON.stringify(diagnostics));
  return root;
}

type Recorded = {
  readonly [type: string]: {
    readonly max: number;
    readonly flags: readonly string[];
    readonly migrate: boolean;
    readonly attrs: {
      readonly [name: string]: { primary?: true; reconfig?: true; inherit?: true; default?: string };
    };
  };
};

const recorded: Recorded = JSON.parse(readFileSync('fixtures/recorded/agent-metadata.json', 'utf8'));

/** An inherited attribute is recorded with what it inherits as its default. */
export const measuredAgents: Agents = Object.fromEntries(
  Object.entries(recorded).map(([type, { max, flags, migrate, attrs }]) => [
    type,
    {
      max,
      initOnAdd: flags.includes('init_on_add'),
      migrates: migrate,
      attributes: Object.fromEntries(
        Object.entries(attrs).map(([name, { inherit, default: value, ...rest }]) => [
          name,
          inherit === true
            ? { ...rest, inherit: value ?? '' }
            : { ...rest, ...(value === undefined ? {} : { default: value }) },
        ]),
      ),
    },
  ]),
);
