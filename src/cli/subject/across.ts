/** A site compared with another one that shares its network. */
import type { Compilation } from '../../analyse.ts';
import { applyAcceptances } from '../../check/findings/accept.ts';
import { collision, collisionsOf, identitiesOf, placeIn } from '../../check/site/across.ts';
import type { LocatedDiagnostic } from '../../diag/located.ts';
import type { Identity } from '../../model/identity.ts';
import type { Model } from '../../model/model.ts';
import { locate, locator } from '../../source/locate.ts';
import { stackOf } from '../../stack/stacks.ts';
import { located, pressing } from '../io.ts';
import { analyseSite } from './site.ts';

/** Findings in the first site, with the place in the other one. A site that has no model has findings of its own. */
export function collisionsWith(site: Compilation, path: string): readonly LocatedDiagnostic[] {
  const other = analyseSite(path);
  if (site.model === undefined) return [];
  if (other.model === undefined) return pressing(located(other));
  const where = locator(other.files, other.tree, []);
  const { accept, origins } = site.model;
  return collisionsOf(allOf(site.model), allOf(other.model), path).flatMap(({ finding, other: twin }) => {
    const accepted = applyAcceptances([finding], accept, {
      codes: new Map([[collision.code, collision]]),
      origins,
      whole: false,
    });
    const own = accepted.filter(({ code }) => code === collision.code);
    const related = { where: where(placeIn(twin)), message: `${twin.owner} has it in ${path}` };
    return locate(site.files, site.tree, own).map((one) => ({ ...one, related: [related] }));
  });
}

function allOf(model: Model): readonly Identity[] {
  return [...identitiesOf(model), ...stackOf(model.cluster.platform).identities(model)];
}
