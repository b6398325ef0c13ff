/** Bounds what is held at once by its weight, whatever the number of those that want to hold it. */
export class Budget {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #used = 0;

  /** `most`: the weight that may be held at once, in the unit of the caller. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Does the work as soon as its weight fits. What is heavier than the whole budget is done alone. */
  async spend<T>(weight: number, work: () => Promise<T>): Promise<T> {
    while (!this.#fits(weight)) await this.#change();
    this.#used += weight;
    try {
      return await work();
    } finally {
      this.#used -= weight;
      for (const go of this.#waiting.splice(0)) go();
    }
  }

  #fits(weight: number): boolean {
    return weight === 0 || this.#used === 0 || this.#used + weight <= this.#most;
  }

  #change(): Promise<void> {
    return new Promise((go) => this.#waiting.push(go));
  }
}
