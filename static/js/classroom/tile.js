// One small canvas that follows a drawing. Only what is new is painted; everything only where something was undone, where the
// drawing outgrew its view, or where the screen changed.

import { boxOf } from "../geometry.js";
import { Growing } from "../growing.js";
import { inkShape, outline } from "../inkshape.js";

const MARGIN = 0.14; // of the view, around a drawing
const SMALLEST = 420; // board units across that are always seen

export class Tile {
  #canvas;
  #painted = []; // strokes that are finished and on the canvas
  #live = null; // the stroke that grows, if one does
  #view = null; // {x, y, size}: the square of the board that is seen

  constructor(canvas) {
    this.#canvas = canvas;
  }

  /** Paints everything with the next show(). */
  repaint() {
    [this.#painted, this.#live, this.#view] = [[], null, null];
  }

  /** drawn: as in drawing.js. pixels: of the canvas's side, colour: of the ink. */
  show({ strokes, down }, pixels, colour) {
    const canvas = this.#canvas;
    if (canvas.width !== pixels) {
      [canvas.width, canvas.height] = [pixels, pixels];
      this.repaint();
    }
    if (!this.#follows(strokes) || !this.#holds(strokes)) {
      this.repaint();
      this.#view = viewOf(strokes);
      canvas.getContext("2d").clearRect(0, 0, pixels, pixels);
    }
    if (strokes.length > 0) this.#paint(strokes, down, pixels, colour);
  }

  #paint(strokes, down, pixels, colour) {
    const context = this.#canvas.getContext("2d");
    const scale = pixels / this.#view.size;
    context.setTransform(scale, 0, 0, scale, -this.#view.x * scale, -this.#view.y * scale);
    context.fillStyle = colour;
    context.beginPath();
    strokes.slice(this.#painted.length).forEach((stroke, index, rest) => {
      if (down && index === rest.length - 1) return this.#grow(stroke, context);
      if (this.#live) this.#grow(stroke, context);
      else inkShape(stroke, context);
      this.#live = null;
      return this.#painted.push(stroke);
    });
    context.fill("nonzero");
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  #grow(stroke, context) {
    this.#live ??= new Growing(stroke);
    outline(this.#live.follow(stroke).take(), context);
  }

  /** Whether what is painted is still the beginning of the drawing. */
  #follows(strokes) {
    const { length } = this.#painted;
    if (length > strokes.length || !this.#painted.every((stroke, index) => stroke === strokes[index])) return false;
    return !this.#live || this.#live.isPartOf(strokes[length]);
  }

  #holds(strokes) {
    if (strokes.length === 0) return this.#view === null;
    if (!this.#view) return false;
    const { x, y, size } = this.#view;
    const fresh = strokes.slice(this.#painted.length).flatMap((stroke) => (this.#live?.isPartOf(stroke) ? this.#live.newIn(stroke) : stroke));
    return fresh.every(([px, py]) => px >= x && py >= y && px <= x + size && py <= y + size);
  }
}

/** The square around a drawing with room to grow. */
export function viewOf(strokes) {
  const box = boxOf(strokes);
  if (!box) return null;
  const size = Math.max(SMALLEST, Math.max(box.right - box.left, box.bottom - box.top) * (1 + 2 * MARGIN));
  return { x: (box.left + box.right - size) / 2, y: (box.top + box.bottom - size) / 2, size };
}
