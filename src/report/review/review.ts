/**
 * The review of a bundle: what it is, what it can do to VMs, and every file with its origin. It holds no time, no machine and no
 * path of one, so that equal sites have equal reviews. Pure.
 */
import { secretNamesOf, type Bundle } from '../../bundle/bundle.ts';
import type { LocatedDiagnostic } from '../../diag/located.ts';
import type { Model } from '../../model/model.ts';
import { locate } from '../../source/locate.ts';
import { stackOf } from '../../stack/stacks.ts';
import { count } from '../count.ts';
import type { Built } from '../explain/file.ts';
import { actionBlocks, disturbanceBlocks } from './actions.ts';
import { capacityBlocks } from './capacity.ts';
import { defaultBlocks } from './defaults.ts';
import { code, codes, text, type Block, type Review, type Section } from './document.ts';
import { fileBlocks } from './files.ts';
import { findingBlocks } from './findings.ts';
import { guestBlocks } from './guests.ts';
import { relativeName } from './line-places.ts';
import { topologyBlocks } from './topology/topology.ts';
import { windowsText } from './windows.ts';

/** A site that became a bundle. */
export type ReviewedSite = Built & { readonly model: Model };

export function reviewOf(built: ReviewedSite): Review {
  return {
    title: `Review of ${built.bundle.cluster}`,
    facts: factsOf(built.bundle, built.model),
    sections: [
      section('running', 'What happens to running VMs', [
        ...nothingYet(),
        ...disturbanceBlocks(built.bundle),
        ...guestBlocks(built.model),
      ]),
      ...siteSections(built),
      section('actions', 'Actions in order', actionBlocks(built.bundle)),
    ],
  };
}

/** The sections that a site has with and without a push. */
export function siteSections(built: ReviewedSite): readonly Section[] {
  return [
    section('topology', 'Topology', topologyBlocks(built.model)),
    section(
      'capacity',
      'Capacity after the loss of a host',
      capacityBlocks(built.model, stackOf(built.model.cluster.platform).placer(built.model)),
    ),
    section('findings', 'Findings and accepted risks', findingBlocks(locatedIn(built))),
    section('defaults', 'Values that the site does not set', defaultBlocks(built.model)),
    section('files', 'Files', fileBlocks(built)),
  ];
}

export function section(id: string, title: string, blocks: readonly Block[]): Section {
  return { id, title, blocks };
}

function nothingYet(): readonly Block[] {
  return [
    text(
      'The bundle alone changes nothing. A push compares it with each node and changes only what differs. What a push does to the VMs that run now is shown by ',
      code('clusterc plan --report FILE'),
      '.',
    ),
  ];
}

export function factsOf(
  bundle: Bundle,
  { hosts, vms, services }: Pick<Model, 'hosts' | 'vms' | 'services'>,
): Review['facts'] {
  const secrets = secretNamesOf(bundle);
  const files = bundle.files.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const counts = [
    count(hosts.length, 'host'),
    count(vms.length, 'VM'),
    ...(services.length === 0 ? [] : [count(services.length, 'service')]),
    count(files, 'file'),
  ];
  return [
    ['bundle', [code(bundle.id)]],
    ['platform', [`${bundle.platform}, ${bundle.stack}`]],
    ['holds', [counts.join(', ')]],
    ['maintenance windows', [windowsText(bundle.windows)]],
    [
      'secrets, by name',
      secrets.length === 0
        ? ['none']
        : secrets.length > MANY
          ? [`${secrets.length}, listed with their files`]
          : codes(secrets),
    ],
  ];
}

const MANY = 24;

/** With names of files relative to the site. */
function locatedIn({ files, tree, diagnostics }: Built): readonly LocatedDiagnostic[] {
  const short = relativeName(files.map(({ id }) => id));
  return locate(files, tree, diagnostics).map((one) => ({
    ...one,
    where: typeof one.where === 'string' ? short(one.where) : { ...one.where, file: short(one.where.file) },
  }));
}
