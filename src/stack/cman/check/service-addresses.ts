/** Addresses that move with services: each defined in one way. */
import { shared, type Check } from '../../../check/check.ts';
import { movingIn, serviceAddress } from '../../../check/site/service-addresses.ts';
import type { CmanModel, CmanOptions } from '../options.ts';

/** An address is the same with and without a prefix, although rgmanager sees two resources. */
function* addressesMoveOnce(model: CmanModel) {
  for (const [address, [first, ...others]] of shared(movingIn(model), ({ written }) => written.split('/')[0] ?? '')) {
    for (const { written, at } of others) {
      if (first === undefined || written === first.written) continue;
      const related = [{ at: first.at, message: 'it is here first' }];
      const cure = 'define it once under resources and refer to it';
      yield serviceAddress(
        at,
        { address, is: `written in two ways, as ${first.written} and ${written}`, cure },
        related,
      );
    }
  }
}

export const serviceAddressChecks: readonly Check<CmanOptions>[] = [addressesMoveOnce];
