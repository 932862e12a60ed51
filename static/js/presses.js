// Which presses of Enter and the space bar are meant for the button they fall on. A round ends while its player is drawing: whoever
// lifts the keyboard's pen in that moment, or still holds a key, must not press the button that has just taken the focus.

const BREATH_MS = 500; // from when a new screen shows until a press may be meant for it
const PRESSING = new Set(["Enter", " "]);
const SUDDEN = new Set(["over", "end"]); // phases that show buttons where others were, or a board

/**
 * Takes presses off buttons that were not there, or only just, when the key went down. Whatever presses buttons without keys, such as
 * a screen reader, is left alone.
 */
export class Presses {
  #phase = null;
  #shownAt = -Infinity;
  #held = new Map(); // keys, and when they went down

  constructor(target) {
    target.addEventListener("keydown", (event) => this.#down(event), true);
    target.addEventListener("keyup", (event) => this.#up(event), true);
  }

  /** Shows the state. now: ms, on the clock of the events' time stamps. */
  follow({ phase }, now) {
    if (phase !== this.#phase && SUDDEN.has(phase)) this.#shownAt = now;
    this.#phase = phase;
  }

  /** Enter presses a button when it goes down, and again while it is held. */
  #down(event) {
    if (!event.repeat) this.#held.set(event.key, event.timeStamp);
    this.#judge(event);
  }

  /** The space bar presses a button when it comes up. */
  #up(event) {
    this.#judge(event);
    this.#held.delete(event.key);
  }

  #judge(event) {
    if (!PRESSING.has(event.key) || !event.target.closest("button, a")) return;
    const since = this.#held.get(event.key) ?? -Infinity; // it went down before this page was in front
    if (since < this.#shownAt + BREATH_MS) event.preventDefault();
  }
}
