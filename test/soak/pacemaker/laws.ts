/** What has to hold of the guests, by the log that they and the faults write: `start host1 vm1`, `power host1`... */

type Event = { readonly what: string; readonly host: string; readonly guest: string };

function eventOf(line: string): Event {
  const [what = '', host = '', guest = ''] = line.split(' ');
  return { what, host, guest };
}

/** Hosts on which guests run after an event. */
function after(running: ReadonlyMap<string, ReadonlySet<string>>, { what, host, guest }: Event) {
  const next = new Map(running);
  const on = new Set(running.get(guest));
  if (what === 'start') next.set(guest, on.add(host));
  if (what === 'stop') next.set(guest, new Set([...on].filter((other) => other !== host)));
  if (what !== 'power') return next;
  for (const [name, hosts] of running) next.set(name, new Set([...hosts].filter((other) => other !== host)));
  return next;
}

/** The hosts of each guest after all events, and the first law that is broken on the way. */
export function played(lines: readonly string[]): {
  readonly running: ReadonlyMap<string, ReadonlySet<string>>;
  readonly broken: string | undefined;
} {
  let running: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  let broken: string | undefined;
  for (const event of lines.map(eventOf)) {
    running = after(running, event);
    const twice = [...running].find(([, hosts]) => hosts.size > 1);
    if (twice !== undefined) broken ??= `${twice[0]} ran at the same time on ${[...twice[1]].join(' and ')}`;
    if (event.what === 'lost') broken ??= `${event.guest} had no definition any more while it ran on ${event.host}`;
  }
  return { running, broken };
}

export type Round = {
  /** Of earlier rounds. */
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly hosts: number;
  /** Guests that plans of the round name. */
  readonly planned: ReadonlySet<string>;
  /** By guest: what it waits for. */
  readonly waitsFor: ReadonlyMap<string, string>;
};

/**
 * A stop that no plan of the round says, and no fault. A fault stops the guests of a host that it hits, which come back later, those that wait
 * for them, and all guests where it leaves no majority.
 */
export function unplanned({ before, lines, hosts, planned, waitsFor }: Round): string | undefined {
  const events = lines.map(eventOf);
  const hit = new Set(events.filter(({ what }) => HITS.includes(what)).map(({ host }) => host));
  if (hosts > 2 && hit.size * 2 >= hosts) return undefined;
  const { running } = played(before);
  const excused = new Set([
    ...[...running].flatMap(([guest, on]) => ([...on].some((host) => hit.has(host)) ? [guest] : [])),
    ...events.flatMap(({ host, guest }) => (hit.has(host) ? [guest] : [])),
  ]);
  const stop = events.find(({ what, guest }) => {
    const all = [guest, waitsFor.get(guest) ?? guest];
    return what === 'stop' && !all.some((one) => planned.has(one) || excused.has(one));
  });
  return stop && `${stop.guest} was stopped on ${stop.host}, which no plan and no fault says`;
}

const HITS: readonly string[] = ['power', 'cut', 'freeze'];

/**
 * Guests that the plans in outputs of pushes say something about: `on a cluster that runs: vm1 restarts; everything else keeps running`, and
 * `vm1 stops and starts again, down for 40 s at most`.
 */
export function plannedIn(said: string): ReadonlySet<string> {
  const lines = said.match(/^.*(?:on a cluster that runs.*:|starts? again, (?:each )?down for) .*$/gm) ?? [];
  return new Set(lines.flatMap((line) => line.match(/\bvm\d+\b/g) ?? []));
}
