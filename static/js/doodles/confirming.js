// The work of a player who says what drawings are, without a screen: the one that is shown, and others ahead.

const AHEAD = 10; // drawings asked for at a time
const FEW = 4; // of those left when more are asked for

export class Confirming {
  shown = null; // null while the next one is awaited, and where there is none
  #offer;
  #changed;
  #waiting = [];
  #seen = new Set(); // keys that were shown in this tab
  #asking = null; // the question that is under way
  #awaited = false;

  /**
   * offer(most) resolves to {drawings} or {problem}. changed({awaited, problem}): something else is to be seen; awaited: the next
   * drawing is not there yet, problem: why there is none, or null.
   */
  constructor(offer, changed) {
    [this.#offer, this.#changed] = [offer, changed];
  }

  /** What is shown, to be answered; it is gone from the screen with that. Null where there is nothing to answer. */
  take() {
    const drawing = this.shown;
    if (drawing) this.next();
    return drawing;
  }

  /** On to the next drawing. */
  async next() {
    if (this.#awaited) return;
    this.shown = null;
    if (this.#waiting.length < FEW) this.#asking ??= this.#more().finally(() => (this.#asking = null));
    const problem = this.#waiting.length === 0 ? await this.#answer() : null;
    this.shown = this.#waiting.shift() ?? null;
    this.#changed({ awaited: false, problem });
  }

  async #answer() {
    this.#awaited = true;
    this.#changed({ awaited: true, problem: null });
    const problem = await this.#asking;
    this.#awaited = false;
    return problem;
  }

  async #more() {
    const { drawings, problem = null } = await this.#offer(AHEAD);
    const fresh = (drawings ?? []).filter(({ key }) => !this.#seen.has(key));
    for (const { key } of fresh) this.#seen.add(key);
    this.#waiting.push(...fresh);
    return problem;
  }
}
