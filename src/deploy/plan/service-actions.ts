/** Actions with words left open, filled in: what is done to one service. */
import { as, type ActionId } from '../../base/brand.ts';
import { literally } from '../../base/pattern.ts';
import type { Action, Command, Probe } from '../../bundle/action.ts';

/** `to` is the name of a node, for a service that goes there. */
export function forService(open: Action, service: string, to = ''): Action {
  const command = <C extends Command>(one: C): C => ({
    ...one,
    argv: one.argv.map((word) => wordFor(word, service, to)),
  });
  return {
    ...open,
    id: as<ActionId>([open.id, service, ...(to === '' ? [] : [to])].join('/')),
    run: open.run.map(command),
    probe: patterned(command(open.probe), service, to),
    undo: open.undo && { ...open.undo, run: open.undo.run.map(command) },
  };
}

function wordFor(word: Command['argv'][number], service: string, to: string): Command['argv'][number] {
  if (typeof word === 'string' || !('about' in word)) return word;
  return word.about === 'service' ? service : to;
}

function patterned(probe: Probe, service: string, to: string): Probe {
  const fill = (pattern: string) =>
    pattern.replaceAll('${service}', () => literally(service)).replaceAll('${to}', () => literally(to));
  return { ...probe, ...(probe.lines === undefined ? {} : { lines: probe.lines.map(fill) }) };
}
