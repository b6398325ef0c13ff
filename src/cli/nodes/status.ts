/** `clusterc status`: the state of nodes and cluster. */
import type { Compilation } from '../../analyse.ts';
import type { HostName } from '../../base/brand.ts';
import { canonicalJson, own } from '../../base/json.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import type { Model } from '../../model/model.ts';
import { targetsOf } from '../../model/reach.ts';
import { statusJson } from '../../report/status/json.ts';
import { renderStatus } from '../../report/status/status.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import type { SoundPart } from '../../sound-part.ts';
import { DEFINITIONS, otherDefinitions, runningIn } from './definitions.ts';
import type { Expected } from '../../status/expected.ts';
import type { WantedSession } from '../../status/iscsiadm.ts';
import { OF_NODES, type NodeInput } from '../../status/node.ts';
import type { StatusReader } from '../../status/reader.ts';
import { clusterStatus, type ClusterStatus } from '../../status/status.ts';
import { EXIT, located, pressing, report, unlocated, type ExitCode, type Io, type ReadFormat } from '../io.ts';
import { endedOwners } from './ended-owners.ts';
import type { NodeChoice } from './node-options.ts';
import { withNodes, type Reach } from './nodes.ts';
import { look, nextIn } from '../push/planning.ts';
import { inSpite, judgeable, lookedFor } from './sound.ts';
import { aboutOf } from '../subject/subject.ts';
import { readTrees } from '../subject/trees.ts';

export type StatusOptions = NodeChoice & { readonly format: ReadFormat };

const OUTCOMES: { readonly [O in ClusterStatus['outcome']]: ExitCode } = {
  healthy: EXIT.done,
  different: EXIT.different,
  unreachable: EXIT.failed,
};

/** Of a site, or of a bundle. A bundle has no names of VMs and services, so none is reported as missing or unexpected. */
export async function status(site: string, { format, ...choice }: StatusOptions, io: Io): Promise<ExitCode> {
  const { compilation, folder } = await aboutOf(site, io);
  report(pressing(located(compilation)), io.err);
  const sound = await lookedFor(compilation, io);
  if (sound === undefined) return EXIT.failed;
  const { bundle } = sound;
  const subject = { compilation, bundle, site: folder, how: 'only look', compared: true, ...choice } as const;
  return withNodes(subject, io, (reach) => statusOnto(reach, sound, compilation, format, io));
}

/** Asks the nodes, and shows what they are. */
export async function statusOnto(
  reach: Reach,
  sound: SoundPart,
  compilation: Compilation,
  format: ReadFormat,
  io: Io,
): Promise<ExitCode> {
  const found = await statusOf(reach, sound, compilation);
  io.out.write(format === 'json' ? canonicalJson(statusJson(found)) : renderStatus(found, io.out));
  report(unlocated(found.diagnostics), io.err);
  return inSpite(OUTCOMES[found.outcome], compilation);
}

/** The sound part has all nodes, since nodes report on others that were not selected. */
async function statusOf(reach: Reach, sound: SoundPart, compilation: Compilation): Promise<ClusterStatus> {
  const { bundle } = reach;
  const { model } = compilation;
  const { status: reader } = await stackOfBundle(bundle).operations();
  const seen = await look(reach, true, [...OF_NODES, ...(reader.restart === undefined ? [] : [DEFINITIONS])]);
  const known = model === undefined || !sound.whole ? undefined : model;
  const nodes = await Promise.all(
    seen.map((one) => inputOf({ ...one, state: judgeable(one.state, sound) }, known, reader)),
  );
  const chosen = bundle.nodes.map(({ host }) => host);
  const gone = endedOwners(seen.map(({ state }) => state));
  const running = runningIn(seen, sound.bundle);
  const definitions = await readTrees(running.flatMap(({ found, desired }) => [found, desired]));
  const others = otherDefinitions(running, definitions, sound.bundle, reader);
  const input = { bundle: sound.bundle, nodes, chosen, gone, others, ...expectedOf(known) };
  const found = clusterStatus(input, reader);
  if (found.next?.do !== 'push' || !sound.whole) return found;
  // Only a plan knows what a push must be allowed to do.
  return clusterStatus({ ...input, next: await nextIn(reach, compilation, seen) }, reader);
}

/** With errors in the site nothing is expected, so any VM may run. */
function expectedOf(model: Model | undefined): Expected {
  return model === undefined ? {} : { vms: namesOf(model.vms), services: namesOf(model.services) };
}

function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

async function inputOf({ state, answers }: Seen, model: Model | undefined, reader: StatusReader): Promise<NodeInput> {
  if (answers === undefined) return { state };
  const trees = await readTrees(reader.xmlIn(answers));
  return { state, answers, trees, targets: model === undefined ? undefined : loginsOf(state.node, model) };
}

/** The iSCSI sessions that a host should have: per portal and card, times the number in the site. */
function loginsOf(name: HostName, model: Model): readonly WantedSession[] {
  return targetsOf({ name }, model).flatMap(({ iqn, portals, interfaces }) => {
    const sessions = Math.max(1, own(interfaces, name)?.cards.length ?? 1) * model.iscsi.sessions;
    return portals.flatMap(({ address, port }) => Array.from({ length: sessions }, () => ({ address, port, iqn })));
  });
}
