/** What must be undone at the end of a cell, whenever it came to be: the cell may be given up while something starts. */
export class CleanUps {
  readonly #steps: Array<() => Promise<void>> = [];
  readonly #onFailure: (cause: unknown) => void;
  #over = false;

  constructor(onFailure: (cause: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** Undone at the end, or at once when the end has already been. */
  add(step: () => Promise<void>): void {
    if (this.#over) void step().catch(this.#onFailure);
    else this.#steps.push(step);
  }

  /** Undoes everything, last first; a step that fails keeps no other from its turn. */
  async run(): Promise<void> {
    this.#over = true;
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await step().catch(this.#onFailure);
    }
  }
}
