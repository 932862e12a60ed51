// A pen for the keyboard: with the board in focus, arrows move it (Shift: finely), the space bar puts it down and lifts it,
// Escape lifts it. It draws what a pointer would draw, and says where it is.

import { tenth } from "./geometry.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = { coarse: 12, fine: 2 }; // board units for a key pressed once
const SPEED = { coarse: 0.4, fine: 0.08 }; // board units a millisecond while it is held
const HELD_MS = 180; // a key pressed for longer is held
const FRAME_MS = 50; // after a longer pause between frames the pen does not jump

/** Where the pen is after ms of holding keys. Pure. at: [x, y]; keys: of ARROWS; size: of STEP or SPEED times ms. */
export function moved(at, keys, size, board) {
  const [dx, dy] = keys.map((key) => ARROWS[key]).reduce((sum, [x, y]) => [sum[0] + x, sum[1] + y], [0, 0]);
  const length = Math.hypot(dx, dy) || 1;
  return [within(at[0] + (dx / length) * size, board.width), within(at[1] + (dy / length) * size, board.height)];
}

const within = (value, most) => tenth(Math.min(most, Math.max(0, value)));

/**
 * board: the element that takes the focus. handlers: {accepts() -> may a stroke begin?, isDown() -> is one being drawn?,
 * size() -> {width, height} in board units, time({timeStamp}) -> ms, down(point), move([points]), up(), show({at, down} | null):
 * the pen's mark on the board, say(down, at)}. clock: {now() -> ms, frame(callback)}. Returns the pen.
 */
export class KeyPen {
  #handlers;
  #clock;
  #at = null;
  #held = new Map(); // keys, and since when
  #fine = false;
  #down = false;
  #frame = null;
  #lastAt = 0;

  constructor(board, handlers, clock) {
    [this.#handlers, this.#clock] = [handlers, clock];
    board.addEventListener("keydown", (event) => this.#press(event));
    board.addEventListener("keyup", (event) => this.#held.delete(event.key));
    board.addEventListener("focus", () => this.#show());
    board.addEventListener("pointerdown", () => handlers.show(null)); // until the next key
    board.addEventListener("blur", () => this.#leave());
  }

  #press(event) {
    this.#fine = event.shiftKey;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) this.#move(event);
    else if (event.key === " ") this.#toggle(event);
    else if (event.key === "Escape") this.#lift();
  }

  #move(event) {
    event.preventDefault(); // no scrolling
    if (this.#held.has(event.key)) return;
    this.#held.set(event.key, this.#clock.now());
    this.#go([event.key], this.#fine ? STEP.fine : STEP.coarse);
    this.#next();
  }

  #toggle(event) {
    event.preventDefault();
    if (event.repeat) return;
    if (this.#isDown) return this.#lift();
    if (!this.#handlers.accepts()) return;
    this.#down = true;
    this.#handlers.down(this.#point());
    this.#tell();
  }

  #lift() {
    if (!this.#isDown) return;
    this.#down = false;
    this.#handlers.up();
    this.#tell();
  }

  /** Whoever leaves the board, or its window, lifts the pen. */
  #leave() {
    this.#held.clear();
    if (this.#isDown) this.#handlers.up();
    this.#down = false;
    this.#handlers.show(null);
  }

  /** An edit, or the end of the round, may have lifted it meanwhile. */
  get #isDown() {
    return this.#down && this.#handlers.isDown();
  }

  #next() {
    this.#lastAt = this.#clock.now();
    this.#frame ??= this.#clock.frame(() => this.#glide());
  }

  #glide() {
    this.#frame = null;
    const now = this.#clock.now();
    const keys = [...this.#held].filter(([, since]) => now - since >= HELD_MS).map(([key]) => key);
    const ms = Math.min(now - this.#lastAt, FRAME_MS);
    if (keys.length > 0) this.#go(keys, (this.#fine ? SPEED.fine : SPEED.coarse) * ms);
    if (this.#held.size > 0) this.#next();
  }

  #go(keys, size) {
    const before = this.#place();
    this.#at = moved(before, keys, size, this.#handlers.size());
    const still = this.#at[0] === before[0] && this.#at[1] === before[1];
    if (this.#isDown && !still) this.#handlers.move([this.#point()]);
    this.#show();
  }

  /** It begins in the middle of the board, and stays where it was left. */
  #place() {
    const { width, height } = this.#handlers.size();
    this.#at ??= [width / 2, height / 2];
    return (this.#at = [within(this.#at[0], width), within(this.#at[1], height)]);
  }

  #point() {
    return [...this.#place(), Math.round(this.#handlers.time({ timeStamp: this.#clock.now() }))];
  }

  #tell() {
    this.#show();
    this.#handlers.say(this.#isDown, this.#place());
  }

  #show() {
    this.#handlers.show({ at: this.#place(), down: this.#isDown });
  }
}
