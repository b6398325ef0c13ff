/** Flags of V8 that are set for inputs of some sizes, while the program runs. Nothing else sets any. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** From this many bytes of input on. Our choice: a site of 1,000 VMs has 180 kB, and needs less than 200 MiB either way. */
const LARGE = 512 * 1024;

/**
 * Makes V8 collect garbage when the heap has grown by a quarter, if the input is large. By default the heap may double and more in
 * between. Measured with 10,000 VMs: the peak falls by 40 %, the processor time rises by up to a half.
 */
export function spareMemory(bytes: number): void {
  if (bytes >= LARGE) setFlagsFromString('--heap-growing-percent=25');
}

/**
 * Collects the garbage that a large input has left, where most of it has just been let go, and then whenever the heap has grown by a
 * tenth: what asks nodes mostly waits for them. Measured with 10,800 VMs; decision 750.
 */
export function collectGarbage(bytes: number): void {
  if (bytes < LARGE) return;
  setFlagsFromString('--heap-growing-percent=10');
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** Bytes between which the optimising compiler costs more than it saves in a comparison of two files. Measured; decision 235. */
const [MANY, TOO_MANY] = [100_000, 2_000_000];

/** Switches V8's optimising compiler off for a comparison that would be over before the compiler pays off. */
export function compareWithoutOptimising(bytes: number): void {
  if (bytes > MANY && bytes < TOO_MANY) setFlagsFromString('--no-opt');
}

/** From this many bytes of a site on; below, hardly anything is optimised. A site of 1,000 VMs has 190 kB. */
const NOT_SMALL = 100_000;

/**
 * Lets V8 optimise only functions that run for long, if a site is not small: most of the others are done before that pays off. To be
 * called after the scripts are loaded, as V8 takes no more of their caches. Measured; decision 545.
 */
export function optimiseLess(bytes: number): void {
  if (bytes >= NOT_SMALL) raiseBudget();
}

/** The same for two large files that are compared, before they are read. Smaller ones are compared without any optimising. */
export function compareWithLessOptimising(bytes: number): void {
  if (bytes >= TOO_MANY) raiseBudget();
}

/** Files of a bundle up to which a push was measured to take less of a processor without the optimising compiler. Decision 570. */
const FEW_FILES = 2_100;

/**
 * Switches V8's optimising compiler off for a push of few files, which mostly waits for its nodes. To be called after the scripts are
 * loaded, as V8 takes no more of their caches.
 */
export function pushWithoutOptimising(files: number): void {
  if (files <= FEW_FILES) setFlagsFromString('--no-opt');
}

/** The V8 of Node 20 has the flag. Those of 22, 24 and 26 do not, and print an error about it; the other flags they all have. */
function raiseBudget(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1500000');
}

/**
 * Leaves functions of WebAssembly as V8 compiles them first. Measured: Graphviz is done with a picture before optimising one pays off.
 * From then on the process takes no cache of a script that was made before, also with the flag taken back: scripts are loaded first.
 */
export function compilePicturesQuickly(): void {
  setFlagsFromString('--liftoff-only');
}
