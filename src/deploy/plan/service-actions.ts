/** Actions with words left open, filled in: what is done to one service. */
import { as, type ActionId } from '../../base/brand.ts';
import type { Action, Command } from '../../bundle/action.ts';
import { withWords } from '../node/probes.ts';

/** `to` is the name of a node, for a service that goes there. */
export function forService(deed: Action, service: string, to = ''): Action {
  const command = <C extends Command>(one: C): C => ({
    ...one,
    argv: one.argv.map((word) => wordFor(word, service, to)),
  });
  return {
    ...deed,
    id: as<ActionId>([deed.id, service, ...(to === '' ? [] : [to])].join('/')),
    run: deed.run.map(command),
    probe: withWords(command(deed.probe), (text) => named(text, service, to)),
    undo: deed.undo && { ...deed.undo, run: deed.undo.run.map(command) },
  };
}

function wordFor(word: Command['argv'][number], service: string, to: string): Command['argv'][number] {
  if (typeof word === 'string' || !('about' in word)) return word;
  return word.about === 'service' ? service : to;
}

function named(text: string, service: string, to: string): string {
  return text.replaceAll('${service}', () => service).replaceAll('${to}', () => to);
}
