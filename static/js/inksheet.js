// A bitmap of the ink on the board. What is finished is painted on it once, also most of the stroke under the pen: a frame
// costs the newest piece of that stroke, whatever was drawn before.

import { inkOf } from "./drawing.js";
import { Growing } from "./growing.js";
import { outline } from "./inkshape.js";

export class InkSheet {
  canvas = document.createElement("canvas");
  #done = []; // the finished strokes that are on it
  #live = null; // the stroke under the pen
  #scale = 1; // pixels for a board unit
  #colour; // (ink) -> CSS colour

  /** Everything anew: in another size, or in other colours. */
  reset(width, height, scale, colour) {
    [this.canvas.width, this.canvas.height] = [width, height]; // which clears it
    [this.#scale, this.#colour] = [scale, colour];
    [this.#done, this.#live] = [[], null];
  }

  /** Brings it up to date: strokes as in drawing.js, the last of them still being drawn where `down`. */
  update(strokes, down) {
    if (!this.#hasGrownTo(strokes)) this.reset(this.canvas.width, this.canvas.height, this.#scale, this.#colour);
    const context = this.canvas.getContext("2d");
    const finished = down ? strokes.slice(0, -1) : strokes;
    for (const stroke of finished.slice(this.#done.length)) {
      const live = this.#following(stroke);
      this.#fill(context, live.rest(), inkOf(stroke));
      this.#live = null;
    }
    this.#done = finished;
    if (!down) return;
    const stroke = strokes[strokes.length - 1];
    this.#live = this.#following(stroke);
    const piece = this.#live.piece();
    if (piece) this.#fill(context, piece, inkOf(stroke));
  }

  /** Draws on another canvas of this size what is not painted for good yet: the end of the stroke under the pen. */
  tip(context) {
    if (this.#live) this.#fill(context, this.#live.rest(), this.#live.ink);
  }

  #hasGrownTo(strokes) {
    const unfinished = this.#live?.isPainted && !this.#live.isPartOf(strokes[this.#done.length]);
    return !unfinished && this.#done.every((stroke, index) => stroke === strokes[index]);
  }

  #following(stroke) {
    return (this.#live?.isPartOf(stroke) ? this.#live : new Growing(stroke)).follow(stroke);
  }

  #fill(context, spine, ink) {
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    context.fillStyle = this.#colour(ink);
    context.beginPath();
    outline(spine, context);
    context.fill();
  }
}
