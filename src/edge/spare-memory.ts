/** How V8 weighs memory against time, for inputs near their limits. */
import { setFlagsFromString } from 'node:v8';

/** From this many bytes of input on. Our choice: a site of 1,000 VMs has 180 kB, and needs less than 200 MiB either way. */
const LARGE = 512 * 1024;

/**
 * Makes V8 collect garbage when the heap has grown by a quarter, if the input is large. By default the heap may double and more in
 * between. Measured with 10,000 VMs: the peak falls by 40 %, the processor time rises by up to a half.
 */
export function spareMemory(bytes: number): void {
  if (bytes >= LARGE) setFlagsFromString('--heap-growing-percent=25');
}
