/** How the command ends, by the outcome of its push. */
import type { Outcome } from '../../deploy/push/outcome.ts';
import { EXIT, type ExitCode } from '../io.ts';

export function exitCode({ ended, interrupted, unhealthy }: Outcome): ExitCode {
  switch (ended) {
    case 'stuck':
      return EXIT.stuck;
    // The change is applied, whatever happened after the confirmation.
    case 'applied':
      return unhealthy === true ? EXIT.unhealthy : EXIT.done;
    case 'unchanged':
      return EXIT.done;
    case 'refused':
      return interrupted ? EXIT.interrupted : EXIT.failed;
    case 'reverted':
      return interrupted ? EXIT.interrupted : EXIT.reverted;
  }
}
