/** Rules in nvpair blocks and constraints. Pacemaker Explained, "Rules". */
import { own } from '../../../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { compareText, compareVersions, integerOf, intervalOf } from './text.ts';
import { dateHolds } from './dates.ts';

export type Values = ReadonlyMap<string, string>;

/** The context of a rule. An expression on a missing part is false. */
export type Asked = {
  /** Seconds since 1970. */
  readonly now: number;
  readonly nodeAttributes?: Values | undefined;
  readonly agent?: {
    readonly class: string | undefined;
    readonly provider: string | undefined;
    readonly type: string | undefined;
  };
  readonly operation?: { readonly name: string; readonly interval: number };
  /** Resource parameters, for `value-source`. */
  readonly parameters?: Values | undefined;
  readonly meta?: Values | undefined;
  /** Matched groups of an `rsc-pattern`, for `%1`. */
  readonly groups?: readonly (string | undefined)[] | undefined;
};

/** True without rules, or if any rule holds. */
export function rulesHold(block: XmlElement, asked: Asked): boolean {
  const rules = elementsIn(block, 'rule');
  return rules.length === 0 || rules.some((rule) => ruleHolds(rule, asked));
}

export function ruleHolds(rule: XmlElement, asked: Asked): boolean {
  const parts = elementsIn(rule);
  const any = attributeOf(rule, 'boolean-op')?.toLowerCase() === 'or';
  return any ? parts.some((part) => partHolds(part, asked)) : parts.every((part) => partHolds(part, asked));
}

function partHolds(part: XmlElement, asked: Asked): boolean {
  switch (part.name) {
    case 'rule':
      return ruleHolds(part, asked);
    case 'expression':
      // Callers never ask for a role, so `#role` is false.
      return attributeOf(part, 'attribute') !== '#role' && attributeHolds(part, asked);
    case 'date_expression':
      return dateHolds(part, asked.now);
    case 'rsc_expression':
      return agentHolds(part, asked);
    case 'op_expression':
      return operationHolds(part, asked);
    default:
      return false;
  }
}

function attributeHolds(part: XmlElement, asked: Asked): boolean {
  const name = attributeOf(part, 'attribute');
  if (asked.nodeAttributes === undefined || name === undefined) return false;
  const actual = asked.nodeAttributes.get(withGroups(name, asked.groups));
  return compares(actual, expectedValue(part, asked), attributeOf(part, 'type'), attributeOf(part, 'operation') ?? '');
}

function expectedValue(part: XmlElement, asked: Asked): string | undefined {
  const value = attributeOf(part, 'value');
  const source = attributeOf(part, 'value-source')?.toLowerCase();
  if (value === undefined || value === '') return undefined;
  if (source === 'param') return asked.parameters?.get(value);
  return source === 'meta' ? asked.meta?.get(value) : value;
}

/** The text with `%1` and the like replaced by matched groups. */
export function withGroups(text: string, groups: Asked['groups']): string {
  return groups === undefined ? text : text.replace(/%([0-9])/g, (all, digit: string) => groups[Number(digit)] || all);
}

function compares(
  left: string | undefined,
  right: string | undefined,
  type: string | undefined,
  operation: string,
): boolean {
  const how = operation.toLowerCase();
  if (how === 'defined') return left !== undefined;
  if (how === 'not_defined') return left === undefined;
  const order = orderOf(left, right, type?.toLowerCase(), how);
  if (how === 'eq') return order === 0;
  if (how === 'ne') return order !== 0;
  if (left === undefined || right === undefined) return false;
  return own({ lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }, how) ?? false;
}

function orderOf(left: string | undefined, right: string | undefined, type: string | undefined, how: string): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  const kind = type ?? (/^[lg]te?$/.test(how) ? (/\./.test(left + right) ? 'number' : 'integer') : 'string');
  if (kind === 'version') return compareVersions(left, right);
  if (kind === 'integer' && [left, right].every((text) => /^\s*[-+]?[0-9]/.test(text)))
    return integerOf(left) - integerOf(right);
  if (kind === 'number' && [left, right].every((text) => !Number.isNaN(Number.parseFloat(text))))
    return Number.parseFloat(left) - Number.parseFloat(right);
  return compareText(left.toLowerCase(), right.toLowerCase());
}

function agentHolds(part: XmlElement, { agent }: Asked): boolean {
  if (agent === undefined) return false;
  return (['class', 'provider', 'type'] as const).every((key) => {
    const wanted = attributeOf(part, key);
    return wanted === undefined || wanted === agent[key];
  });
}

function operationHolds(part: XmlElement, { operation }: Asked): boolean {
  const interval = attributeOf(part, 'interval');
  if (operation === undefined || attributeOf(part, 'name') !== operation.name) return false;
  return interval === undefined || intervalOf(interval) === operation.interval;
}
