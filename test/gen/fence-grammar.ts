/** The fence catalogue as a part of the Relax NG schema of cluster.conf: one group of attributes per family. */
import type { FenceFamily } from '../../src/catalogue/fence.ts';
import type { Families } from './generate.ts';

/** What a `<device>` may add to the parameters of its agent; fenced(8). */
const USE_ATTRIBUTES = ['action', 'delay'];

export function fenceGrammar(families: Families, notice: string): string {
  const groups = Object.entries(families);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice} Source: schemas/catalogue/fence/
     As in the schema that RHEL 6 assembles on a node, a group is not tied to the value of agent=. -->
<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <define name="FENCEDEVICE">
    <choice>
${groups.map(([name]) => `      <ref name="fence.${name}"/>`).join('\n')}
    </choice>
  </define>
${groups.map(([name, family]) => group(name, family)).join('')}</grammar>
`;
}

/** One <zeroOrMore>, never a list of <optional>: libxml2 needs 2^n steps for n of those. */
function group(name: string, { agents, plug, parameters }: FenceFamily): string {
  const attributes = [
    ...Object.values(parameters).map(({ cman }) => cman),
    ...USE_ATTRIBUTES,
    ...(plug === undefined ? [] : ['port']),
  ];
  return `
  <!-- ${Object.keys(agents).join(', ')} -->
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
