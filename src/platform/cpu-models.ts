/** Models of processors in the order of their generations; libvirt, src/cpu_map. */

/** Oldest first. A model is a part of every later one of its maker, as far as guests may count on. */
const GENERATIONS: { readonly [maker: string]: readonly string[] } = {
  Intel: [
    'Conroe',
    'Penryn',
    'Nehalem',
    'Westmere',
    'SandyBridge',
    'IvyBridge',
    'Haswell',
    'Broadwell',
    'Skylake-Client',
    'Skylake-Server',
    'Cascadelake-Server',
    'Cooperlake',
    'Icelake-Server',
    'SapphireRapids',
  ],
  AMD: [
    'Opteron_G1',
    'Opteron_G2',
    'Opteron_G3',
    'Opteron_G4',
    'Opteron_G5',
    'EPYC',
    'EPYC-Rome',
    'EPYC-Milan',
    'EPYC-Genoa',
  ],
};

/** `tsx`: has the instructions of transactions, which a model of Intel has from Haswell on if it is not called `-noTSX`. */
export type CpuGeneration = { readonly maker: string; readonly rank: number; readonly tsx: boolean };

const FIRST_WITH_TSX = GENERATIONS['Intel']?.indexOf('Haswell') ?? 0;

/** Has a processor all that a model has? */
export function isEnough(found: CpuGeneration, wanted: CpuGeneration): boolean {
  return found.maker === wanted.maker && found.rank >= wanted.rank && (found.tsx || !wanted.tsx);
}

/** Undefined for a model that is not in the table, and for those that any processor has: kvm64, qemu64. */
export function generationOf(model: string): CpuGeneration | undefined {
  const plain = model.replace(/-(noTSX|IBRS|IBPB|v[0-9]+)(?=-|$)/g, '');
  for (const [maker, models] of Object.entries(GENERATIONS)) {
    const rank = models.indexOf(plain);
    const tsx = maker === 'Intel' && rank >= FIRST_WITH_TSX && !model.includes('-noTSX');
    if (rank !== -1) return { maker, rank, tsx };
  }
  return undefined;
}
