// A stroke that grows, and how much of it is painted for good: so each step paints what is new, whatever was drawn before.

import { inkOf } from "./drawing.js";
import { Spine } from "./inkshape.js";

const PIECE = 48; // spine points that gather before they are painted for good
const OVERLAP = 6; // spine points that two pieces share, so that there is no seam

export class Growing {
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

  /** The points of the stroke that are not taken in yet. */
  newIn(stroke) {
    return stroke.slice(this.#count);
  }

  follow(stroke) {
    this.#spine.add(this.newIn(stroke));
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

  /** All that is not painted. What of it is settled counts as painted from now on. */
  take() {
    const rest = this.rest();
    this.#painted = this.#spine.settled.length;
    return rest;
  }

  /** All that is not painted. */
  rest() {
    return [...this.#spine.settled.slice(this.#start), ...this.#spine.tip];
  }

  get #start() {
    return Math.max(0, this.#painted - OVERLAP);
  }
}
