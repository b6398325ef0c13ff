/** Service actions for one service, with their open words filled in. */
import { as, type ActionId } from '../../base/brand.ts';
import type { Action, AttributeTest, Command, Probe, ServiceActions } from '../../bundle/action.ts';
import { withWords } from '../node/probes.ts';

/** `to` is a node name, for a service that moves there. */
export function forService(open: Action, service: string, to = ''): Action {
  const command = <C extends Command>(one: C): C => ({
    ...one,
    argv: one.argv.map((word) => wordFor(word, service, to)),
  });
  return {
    ...open,
    id: as<ActionId>([open.id, service, ...(to === '' ? [] : [to])].join('/')),
    run: open.run.map(command),
    probe: withWords(command(open.probe), (text) => named(text, service, to)),
    undo: open.undo && { ...open.undo, run: open.undo.run.map(command) },
  };
}

/** An open probe for one service. */
export function aboutService(probe: Probe, service: string): Probe {
  return withWords(probe, (text) => named(text, service, ''));
}

/** One action for several services at once; its probe must succeed for each. */
export function forServices(open: Action, services: readonly string[], label: string): Action {
  const says = services.flatMap((service) => aboutService(open.probe, service).says ?? []);
  return { ...open, id: as<ActionId>(`${open.id}/${label}`), probe: { ...open.probe, says } };
}

/** A probe: is none of these services on the node? */
export function awayFrom({ away }: ServiceActions, services: readonly string[], to: string): Probe {
  const filled = withWords(away, (text) => named(text, '', to));
  const names = (test: AttributeTest): AttributeTest =>
    typeof test === 'object' && !('not' in test) && test.includes('${services}') ? services : test;
  const says = (filled.says ?? []).map((one) => {
    if (!('none' in one)) return one;
    return { ...one, with: Object.fromEntries(Object.entries(one.with).map(([key, test]) => [key, names(test)])) };
  });
  return { ...filled, says };
}

function wordFor(word: Command['argv'][number], service: string, to: string): Command['argv'][number] {
  if (typeof word === 'string' || !('about' in word)) return word;
  return word.about === 'service' ? service : to;
}

function named(text: string, service: string, to: string): string {
  return text.replaceAll('${service}', () => service).replaceAll('${to}', () => to);
}
