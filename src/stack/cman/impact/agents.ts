/**
 * What rgmanager knows of a resource type: the agent's metadata, and nothing else. Of a release from the catalogue, or
 * as an agent on a node declares it, which is what that node's rgmanager will compare by. Domain reference, 2.1 and 12.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

export type AgentAttribute = {
  readonly primary?: boolean;
  /** A changed value is taken over without a stop. */
  readonly reconfig?: boolean;
  /** Where the value comes from when it is not written: `service%name`. */
  readonly inherit?: string;
  readonly default?: string;
};

/** In which order children start, and in which they stop: lower first; those without a level in the order of the file. */
export type Levels = { readonly start: number; readonly stop: number };

export type Agent = {
  /** References that a resource may have; 0 is any number. */
  readonly max: number;
  /** Is it stopped everywhere when it is new? All types but vm. */
  readonly initOnAdd: boolean;
  readonly migrates: boolean;
  readonly children?: { readonly [type: string]: Levels };
  readonly attributes: { readonly [name: string]: AgentAttribute };
};

export type Agents = { readonly [type: string]: Agent };

/** What stands directly below `<rm>`: the types whose metadata says root="1". */
export const ROOT_TYPES = ['service', 'vm'];

/** The metadata that `/usr/share/cluster/<agent> meta-data` prints. */
export function agentFrom(metadata: XmlElement): Agents {
  const type = attributeOf(metadata, 'name');
  if (type === undefined) return {};
  const special = below(metadata, 'special').filter((element) => attributeOf(element, 'tag') === 'rgmanager');
  const flags = special.flatMap((element) => elementsIn(element, 'attributes'));
  const flag = (name: string) =>
    flags.map((element) => attributeOf(element, name)).find((value) => value !== undefined);
  return {
    [type]: {
      max: Number(flag('maxinstances') ?? 0),
      initOnAdd: isOn(flag('init_on_add') ?? '1'),
      migrates: below(metadata, 'actions')
        .flatMap((actions) => elementsIn(actions, 'action'))
        .some((action) => attributeOf(action, 'name') === 'migrate'),
      children: Object.fromEntries(special.flatMap((element) => elementsIn(element, 'child')).map(levelOf)),
      attributes: Object.fromEntries(
        below(metadata, 'parameters')
          .flatMap((parameters) => elementsIn(parameters, 'parameter'))
          .map((parameter) => [attributeOf(parameter, 'name') ?? '', parameterOf(parameter)]),
      ),
    },
  };
}

/** The catalogue's types, those that were collected on a node in their place. */
export function collected(catalogue: Agents, metadata: readonly XmlElement[]): Agents {
  return Object.assign({}, catalogue, ...metadata.map(agentFrom));
}

function below(element: XmlElement, name: string): readonly XmlElement[] {
  return elementsIn(element, name);
}

function levelOf(child: XmlElement): readonly [string, Levels] {
  const level = (name: string) => Number(attributeOf(child, name) ?? 0);
  return [attributeOf(child, 'type') ?? '', { start: level('start'), stop: level('stop') }];
}

function parameterOf(parameter: XmlElement): AgentAttribute {
  const inherit = attributeOf(parameter, 'inherit');
  const content = elementsIn(parameter, 'content')[0];
  const fallback = content === undefined ? undefined : attributeOf(content, 'default');
  return {
    primary: isOn(attributeOf(parameter, 'primary') ?? '0'),
    reconfig: isOn(attributeOf(parameter, 'reconfig') ?? '0'),
    ...(inherit === undefined ? {} : { inherit }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** As atoi reads it. */
export function isOn(text: string): boolean {
  return (Number.parseInt(text, 10) || 0) !== 0;
}
