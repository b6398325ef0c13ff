/** What happens while time passes: daemons end what they have begun. */
import { noted } from './guests.ts';
import { arranged, grouped, reconfigured, reread, type Files } from './membership.ts';
import { changedService, later, type ClusterState, type Pending } from './state.ts';

/** The state at a time of the clock; one that lies behind is none. */
export function settled(before: ClusterState, files: Files, clock: number): ClusterState {
  let state = reread(before, files);
  for (let due = nextOf(state, clock); due !== undefined; due = nextOf(state, clock)) {
    const one = due;
    const pending = state.pending.filter((other) => other !== one);
    const then = { ...state, pending, clock: Math.max(state.clock, one.at) };
    state = noted(then, ended(then, one), causeOf(one), files);
  }
  return clock > state.clock ? { ...state, clock } : state;
}

/** Of two events at the same time, joining a group comes first: all members are there when services are placed. */
function nextOf({ pending }: ClusterState, clock: number): Pending | undefined {
  return pending.filter(({ at }) => at <= clock).sort((a, b) => a.at - b.at || rank(a) - rank(b))[0];
}

function rank({ what }: Pending): number {
  return ['group', 'load', 'arrange', 'start'].indexOf(what);
}

function ended(state: ClusterState, done: Pending): ClusterState {
  switch (done.what) {
    case 'group':
      return later(grouped(state, done.host), 1, { what: 'arrange' });
    case 'load':
      return reconfigured(state);
    case 'arrange':
      return arranged(state);
    case 'start': {
      const service = state.services.find(({ name }) => name === done.service);
      const goesOn = service?.status === 'starting' && service.owner === done.host;
      return goesOn ? changedService(state, done.service, { status: 'started' }) : state;
    }
  }
}

function causeOf(done: Pending): { readonly by: string; readonly because: string } {
  return { by: 'host' in done ? done.host : 'all', because: 'rgmanager' };
}
