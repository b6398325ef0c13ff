/** A push that runs, and that faults hit. */
import type { Lab } from '../lab/lab.ts';
import type { Call } from './stack.ts';

export class RunningPush {
  readonly ended: Promise<number | null>;
  /** Its outputs so far. */
  said = '';
  isRunning = true;
  readonly #pid: number;

  constructor(lab: Lab, { argv, env }: Call) {
    const child = lab.spawn(argv, { env });
    this.#pid = child.pid ?? 0;
    child.stdin?.end();
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: string) => (this.said += text));
    this.ended = new Promise<number | null>((done) => child.once('close', (code) => done(code))).finally(
      () => (this.isRunning = false),
    );
  }

  signal(name: NodeJS.Signals): void {
    if (this.isRunning) process.kill(-this.#pid, name);
  }
}
