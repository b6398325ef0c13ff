/** Where VMs go first, as a matrix of hosts. Pure. */
import type { Model } from '../../../model/model.ts';
import type { Block, Cell } from '../document.ts';

/** The most columns that a page has room for. */
const MOST_COLUMNS = 40;

/** A row for each host with VMs: how many go to which host first. Of very many hosts the row names them. */
export function failoverBlock({ hosts, vms }: Pick<Model, 'hosts' | 'vms'>): readonly Block[] {
  if (hosts.length < 3 || vms.length === 0) return [];
  const rows = hosts.map(({ name }) => ({ name, here: vms.filter(({ runOn }) => runOn[0] === name) }));
  const to = (here: Model['vms'], host: string | undefined) => here.filter(({ runOn }) => runOn[1] === host).length;
  const isWide = hosts.length <= MOST_COLUMNS;
  const cells = (here: Model['vms']): readonly Cell[] => {
    const counts = hosts.map(({ name }) => ({ name, count: to(here, name) }));
    if (isWide) return counts.map(({ count }) => [count === 0 ? '' : String(count)]);
    return [[counts.flatMap(({ name, count }) => (count === 0 ? [] : [`${name}: ${count}`])).join(', ')]];
  };
  return [
    {
      is: 'table',
      caption: 'If a host fails: how many of its VMs restart first on which host',
      head: ['Fails', 'VMs', ...(isWide ? hosts.map(({ name }) => name) : ['They go to']), 'nowhere'],
      rows: rows.map(({ name, here }): readonly Cell[] => {
        const down = to(here, undefined);
        return [[name], [String(here.length)], ...cells(here), [down === 0 ? '' : String(down)]];
      }),
    },
  ];
}
