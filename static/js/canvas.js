// Draws the board from the points of the state, when it is told to, at whatever size and sharpness the screen has.

import { boxOf, LOOP, loopAround } from "./geometry.js";
import { InkSheet } from "./inksheet.js";

const LOOP_MS = 650;

export class Board {
  #canvas;
  #sheet = new InkSheet();
  #fresh = false; // whether #sheet has this size, this board and these colours
  #board = null; // the board it was made for
  #shown = null; // what the canvas shows, so that an equal frame costs nothing
  #colours = null;

  constructor(canvas) {
    this.#canvas = canvas;
    canvas.addEventListener("contextrestored", () => this.repaint()); // the system took our pixels back for a while
  }

  /** The page changed its colours, or lost its pixels: everything has to be drawn anew. */
  repaint() {
    [this.#colours, this.#shown, this.#fresh] = [null, null, false];
  }

  /** state: as in state.js. now: ms. still: true where nothing may move. */
  draw(state, now, still = false) {
    const canvas = this.#canvas;
    const scale = this.#measure(state.board);
    if (canvas.width === 0 || canvas.height === 0) return;
    const { strokes, down } = state.drawing;
    const won = Boolean(state.verdict?.won);
    if (this.#shown === strokes && !won) return;
    this.#shown = down || won ? null : strokes;
    this.#sheet.update(strokes, down);
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (won) {
      const share = still ? 1 : Math.min(1, (now - state.verdict.at) / LOOP_MS);
      this.#mark(context, state, scale, share);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#sheet.canvas, 0, 0);
    this.#sheet.tip(context);
  }

  /** Whether the next frame would differ from this one though the state is the same. */
  moving(state, now) {
    return Boolean(state.verdict?.won) && now - state.verdict.at < LOOP_MS;
  }

  /** Fits the canvases to the screen; returns the pixels for a board unit. */
  #measure(board) {
    const canvas = this.#canvas;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    const scale = width / board.width;
    if (this.#fresh && canvas.width === width && canvas.height === height && this.#board === board) return scale;
    [canvas.width, canvas.height] = [width, height];
    this.#sheet.reset(width, height, scale, (ink) => this.#colour(ink ? `--ink-${ink}` : "--ink"));
    [this.#shown, this.#fresh, this.#board] = [null, true, board];
    return scale;
  }

  /** A marker goes around what was recognized. */
  #mark(context, { board, drawing }, scale, share) {
    const box = boxOf(drawing.strokes);
    if (!box) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    [context.lineCap, context.lineJoin, context.strokeStyle] = ["round", "round", this.#colour("--marker")];
    context.lineWidth = LOOP;
    const loop = loopAround(box, 40, board);
    context.beginPath();
    for (const [x, y] of loop.slice(0, Math.max(2, Math.ceil(loop.length * easeOut(share))))) context.lineTo(x, y);
    context.stroke();
  }

  #colour(name) {
    this.#colours ??= getComputedStyle(this.#canvas);
    return this.#colours.getPropertyValue(name).trim();
  }
}

const easeOut = (share) => 1 - (1 - share) ** 3;
