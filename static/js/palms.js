// Where a pen draws, hands rest on the board. Once a pen was seen, fingers do not draw, also in later visits; whoever has lost
// the pen is offered to draw with fingers again. Pure but for what it is told to show.

const AWAY_MS = 8000; // a finger that touches the board so long after the pen was there may want to draw

export class Palms {
  #habits;
  #offer;
  #penAt = -Infinity;

  /** habits: as in habits.js. offer(shown): shows or hides the question whether fingers are to draw. */
  constructor(habits, offer) {
    [this.#habits, this.#offer] = [habits, offer];
  }

  fingersDraw() {
    return !this.#habits.get("pen");
  }

  /** now: ms. */
  penSeen(now) {
    this.#penAt = now;
    this.#habits.set("pen", true);
    this.#offer(false);
  }

  /** A finger has touched the board and was not let draw. */
  refused(now) {
    if (now - this.#penAt > AWAY_MS) this.#offer(true);
  }

  /** The player wants to draw with fingers, until a pen is seen again. */
  letFingers() {
    this.#habits.set("pen", false);
    this.#offer(false);
  }
}
