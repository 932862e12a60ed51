// Draws the board from the points of the state, when it is told to, at whatever size and sharpness the screen has. Finished
// strokes are kept on a sheet of their own, so that a frame costs the stroke being drawn and no more.

import { boxOf, line, loopAround } from "./geometry.js";

const LOOP = 26; // width of the marker, board units
const LOOP_MS = 650;

export class Board {
  #canvas;
  #sheet = document.createElement("canvas");
  #done = null; // the strokes that #sheet holds
  #shown = null; // what the canvas shows, so that an equal frame costs nothing
  #colours = null;

  constructor(canvas) {
    this.#canvas = canvas;
  }

  /** The page changed its colours: everything has to be drawn anew. */
  repaint() {
    this.#colours = this.#done = this.#shown = null;
  }

  /** state: as in state.js. now: ms. still: true where nothing may move. */
  draw(state, now, still = false) {
    const canvas = this.#canvas;
    this.#measure();
    if (canvas.width === 0 || canvas.height === 0) return;
    const { strokes, down } = state.drawing;
    const won = Boolean(state.verdict?.won);
    if (this.#shown === strokes && !won) return;
    this.#shown = down || won ? null : strokes;
    const scale = canvas.width / state.board.width;
    this.#settle(down ? strokes.slice(0, -1) : strokes, scale);
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (won) {
      const share = still ? 1 : Math.min(1, (now - state.verdict.at) / LOOP_MS);
      this.#mark(context, state, scale, share);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#sheet, 0, 0);
    if (down) this.#ink(context, strokes.slice(-1), scale);
  }

  /** Whether the next frame would differ from this one though the state is the same. */
  moving(state, now) {
    return Boolean(state.verdict?.won) && now - state.verdict.at < LOOP_MS;
  }

  #measure() {
    const { clientWidth, clientHeight } = this.#canvas;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    for (const canvas of [this.#canvas, this.#sheet]) [canvas.width, canvas.height] = [width, height];
    this.#done = this.#shown = null;
  }

  /** Brings #sheet up to date: new strokes are added, anything else is drawn from the beginning. */
  #settle(strokes, scale) {
    const context = this.#sheet.getContext("2d");
    const grown = this.#done !== null && this.#done.every((stroke, index) => stroke === strokes[index]);
    if (!grown) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.#sheet.width, this.#sheet.height);
    }
    this.#ink(context, grown ? strokes.slice(this.#done.length) : strokes, scale);
    this.#done = strokes;
  }

  #ink(context, strokes, scale) {
    context.setTransform(scale, 0, 0, scale, 0, 0);
    [context.lineCap, context.lineJoin, context.strokeStyle] = ["round", "round", this.#colour("--ink")];
    for (const piece of strokes.flatMap(line)) {
      context.lineWidth = piece.width;
      context.beginPath();
      context.moveTo(piece.from[0], piece.from[1]);
      context.quadraticCurveTo(piece.control[0], piece.control[1], piece.to[0], piece.to[1]);
      context.stroke();
    }
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
