/**
 * `iscsiadm -m session`: a line per session, `tcp: [1] 192.0.2.5:3260,1 iqn.2010-02.com.example:san`, today with
 * ` (non-flash)` or ` (flash)` behind it. No session: exit 21, "No active sessions." (iscsiadm(8); recorded with 2.1.8).
 */
import { isIPv4 } from 'node:net';
import type { Answer, Question } from '../deploy/node/answers.ts';
import { linesOf, replyOf, numberIn, type Reply } from './reply.ts';

export const SESSIONS: Question = { name: 'sessions', argv: ['iscsiadm', '-m', 'session'] };

/** A portal of a target to log in to; one that is listed twice needs two sessions. */
export type WantedSession = {
  /** An address, without brackets, or a name. */
  readonly address: string;
  readonly port: number;
  readonly iqn: string;
};

export type Session = WantedSession & {
  /** `tcp`, `iser`, `bnx2i`, ... */
  readonly transport: string;
  readonly number: number;
};

const NONE = 21;

export function sessions(answer: Answer | undefined): Reply<readonly Session[]> {
  return replyOf(answer, parse, (exit) => (exit === NONE ? [] : undefined));
}

const LINE =
  /^([a-z0-9_]+): \[([0-9]+)\] (?:\[([0-9A-Fa-f:.%a-z]+)\]|([^ :]+)):([0-9]+),-?[0-9]+ ([^ ]+)(?: \((?:non-)?flash\))?$/;

function parse(text: string): readonly Session[] | undefined {
  const lines = linesOf(text).map(sessionIn);
  const found = lines.filter((one) => one !== undefined);
  return found.length === lines.length ? found : undefined;
}

function sessionIn(line: string): Session | undefined {
  const [, transport, id, inBrackets, plain, port, iqn] = LINE.exec(line) ?? [];
  const number = numberIn(id);
  const portNumber = numberIn(port);
  if (transport === undefined || iqn === undefined || number === null || portNumber === null) return undefined;
  return { transport, number, address: inBrackets ?? plain ?? '', port: portNumber, iqn };
}

/** Wanted portals without a session. A portal with a name matches any address, since only the node can resolve it. */
export function missingOf(wanted: readonly WantedSession[], found: readonly Session[]): readonly WantedSession[] {
  const left = [...found];
  return wanted.filter((target) => {
    const at = left.findIndex((session) => serves(session, target));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function serves(session: WantedSession, target: WantedSession): boolean {
  const same = session.address.toLowerCase() === target.address.toLowerCase();
  return session.iqn === target.iqn && session.port === target.port && (same || !isAddress(target.address));
}

function isAddress(text: string): boolean {
  return text.includes(':') || isIPv4(text);
}
