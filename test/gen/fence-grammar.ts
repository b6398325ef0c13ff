/** The fence catalogue as a part of the Relax NG schema of cluster.conf: one group of attributes per family. */
import type { Family } from './fence-families.ts';

/**
 * What a `<device>` may add to the parameters of its agent, the plug in the spelling that all agents know; fenced(8).
 * And what each agent takes that a site can write as raw only: `-o metadata` of the installed ones.
 */
const USE_ATTRIBUTES = ['action', 'delay', 'port', 'verbose', 'debug'];

export function fenceGrammar(families: readonly Family[], notice: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice} Source: schemas/catalogue/fence/
     As in the schema that RHEL 6 assembles on a node, a group is not tied to the value of agent=. -->
<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <define name="FENCEDEVICE">
    <choice>
${families.map(({ name }) => `      <ref name="fence.${name}"/>`).join('\n')}
    </choice>
  </define>
${families.map(group).join('')}</grammar>
`;
}

/** One <zeroOrMore>, never a list of <optional>: libxml2 needs 2^n steps for n of those. */
function group({ name, entry, words }: Family): string {
  const known = Object.values(words).filter(({ recent }) => recent !== true);
  const spellings = known.flatMap(({ cman, rhel5 = cman }) => [cman, rhel5]);
  const attributes = [...new Set([...spellings, ...USE_ATTRIBUTES])];
  return `
  <!-- ${Object.keys(entry.agents).join(', ')} -->
  <define name="fence.${name}">
    <zeroOrMore>
      <attribute>
        <choice>
${attributes.map((attribute) => `          <name>${attribute}</name>`).join('\n')}
        </choice>
      </attribute>
    </zeroOrMore>
  </define>
`;
}
