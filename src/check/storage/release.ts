/** Settings of iscsid and multipath that the release of some host lacks. */
import type { SourcePath } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { PathPolicy } from '../../model/settings.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { dialectOf, firstWith, lacking, platformName } from '../../platform/platform.ts';
import type { Check } from '../check.ts';

export const unavailable = defineDiagnostic<{ what: string; release: string; since: string | null }>({
  code: 'storage/unavailable',
  severity: 'error',
  message: (f) =>
    `${f.what} is not available on ${f.release}${f.since === null ? '' : `; ${f.since} is the first with it`}`,
  help: () => 'remove it',
  explain:
    "iscsid and multipathd ignore words that they do not know, or refuse the device; so the site would say what no host does. Red Hat's release notes of open-iscsi and device-mapper-multipath, as src/platform says.",
});

type Use = { readonly at: SourcePath; readonly what: string; readonly can: (dialect: Dialect) => boolean };

function* settingsAreKnown(model: Model) {
  const releases = model.hosts.map(({ platform }) => platform);
  for (const { at, what, can } of usesOf(model)) {
    const release = lacking(model.cluster.platform, releases, (platform) => can(dialectOf(platform)));
    if (release === undefined) continue;
    const first = firstWith(model.cluster.platform, (platform) => can(dialectOf(platform)));
    yield unavailable(valueAt(at), {
      what,
      release: platformName(release),
      since: first === undefined ? null : platformName(first),
    });
  }
}

const LATER: { readonly [path: string]: Use['can'] } = {
  'storage/iscsi/target_reset_timeout': ({ laterIscsidKeys }) => laterIscsidKeys,
  'storage/iscsi/sessions': ({ laterIscsidKeys }) => laterIscsidKeys,
  'storage/multipath/fast_io_fail_timeout': ({ multipath }) => multipath.pathTimes,
  'storage/multipath/dev_loss_timeout': ({ multipath }) => multipath.pathTimes,
};

/** Every setting of the site that some release lacks. */
function usesOf({ iscsi, multipath }: Model): readonly Use[] {
  const written = [...iscsi.from, ...multipath.from].flatMap((at): readonly Use[] => {
    const can = own(LATER, at.join('/'));
    return can === undefined ? [] : [{ at, what: String(at.at(-1)), can }];
  });
  const policies = [{ at: ['storage', 'multipath'], ...multipath }, ...multipath.devices];
  return [...written, ...policies.flatMap(laterWords)];
}

function laterWords({ at, pathSelector, failback }: PathPolicy & { readonly at: SourcePath }): readonly Use[] {
  const selector: Use = {
    at: [...at, 'path_selector'],
    what: `path_selector ${pathSelector}`,
    can: (dialect) => dialect.multipath.laterSelectors,
  };
  const follower: Use = {
    at: [...at, 'failback'],
    what: 'failback followover',
    can: (dialect) => dialect.multipath.followover,
  };
  return [
    ...(pathSelector === null || pathSelector === 'round-robin' ? [] : [selector]),
    ...(failback === 'followover' ? [follower] : []),
  ];
}

export const storageReleaseChecks: readonly Check[] = [settingsAreKnown];
