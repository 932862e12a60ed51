// A bitmap of the ink on the board. What is finished is painted on it once, also most of the stroke under the pen: a frame
// costs the newest piece of that stroke, whatever was drawn before.

import { inkOf } from "./drawing.js";
import { outline, Spine } from "./inkshape.js";

const PIECE = 48; // spine points that gather before they are painted for good
const OVERLAP = 6; // spine points that two pieces share, so that there is no seam

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
    return (this.#live?.isPartOf(stroke) ? this.#live : new Live(stroke)).follow(stroke);
  }

  #fill(context, spine, ink) {
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    context.fillStyle = this.#colour(ink);
    context.beginPath();
    outline(spine, context);
    context.fill();
  }
}

/** A stroke that grows, and how much of it is painted. */
class Live {
  #first;
  #count = 0; // points taken in
  #spine = new Spine();
  #painted = 0; // settled spine points

  constructor([first]) {
    this.#first = first;
    this.ink = inkOf([first]);
  }

  get isPainted() {
    return this.#painted > 0;
  }

  /** Strokes are copied when they grow, their points are not. */
  isPartOf(stroke) {
    return stroke?.[0] === this.#first && stroke.length >= this.#count;
  }

  follow(stroke) {
    this.#spine.add(stroke.slice(this.#count));
    this.#count = stroke.length;
    return this;
  }

  /** What has to be painted for good now, or null when that can wait. */
  piece() {
    const { settled } = this.#spine;
    if (settled.length - this.#painted < PIECE) return null;
    const piece = settled.slice(this.#start);
    this.#painted = settled.length;
    return piece;
  }

  /** All that is not painted. */
  rest() {
    return [...this.#spine.settled.slice(this.#start), ...this.#spine.tip];
  }

  get #start() {
    return Math.max(0, this.#painted - OVERLAP);
  }
}
