/** The catalogue of resource types as a part of the Relax NG schema of cluster.conf: one element per type. */
import type { RmAttribute, RmFamily } from '../../src/catalogue/rm.ts';

type Type = RmFamily['types'][string];

export function rmGrammar(families: { readonly [family: string]: RmFamily }, notice: string): string {
  const types = Object.values(families)
    .flatMap((family) => Object.entries(family.types))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${notice} Source: schemas/catalogue/rm/
     A resource is written inline (primary attribute, required ones, optional ones) or is a reference: ref=PRIMARY. -->
<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <define name="RESOURCE">
    <choice>
${types.map(([name]) => `      <ref name="resource.${name}"/>`).join('\n')}
    </choice>
  </define>
${types.map(([name, type]) => element(name, type)).join('')}</grammar>
`;
}

/** One <zeroOrMore>, never a list of <optional>: libxml2 needs 2^n steps for n of those. */
function element(name: string, { description, attributes }: Type): string {
  const written = Object.entries(attributes).filter(([, { obsolete }]) => !obsolete);
  const lines = [...written.filter(isRequired).map(required), ...optional(written.filter((one) => !isRequired(one)))];
  return `
  <!-- ${description} -->
  <define name="resource.${name}">
    <element name="${name}">
      <ref name="resource.children"/>
      <choice>
        <attribute name="ref"/>
        <group>
${lines.map((line) => `          ${line}`).join('\n')}
        </group>
      </choice>
      <ref name="resource.special"/>
    </element>
  </define>
`;
}

type Named = readonly [name: string, attribute: RmAttribute];

function isRequired([, attribute]: Named): boolean {
  return attribute.required === true;
}

function required([name]: Named): string {
  return `<attribute name="${name}"/>`;
}

function optional(attributes: readonly Named[]): readonly string[] {
  if (attributes.length === 0) return [];
  const names = attributes.map(([name]) => `    <name>${name}</name>`);
  return ['<zeroOrMore>', '  <attribute><choice>', ...names, '  </choice></attribute>', '</zeroOrMore>'];
}
