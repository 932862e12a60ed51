// A small copy of the drawing in which each stroke has the colour of what it told the network: for its word, against it, or
// nothing much.

import { boxOf } from "../geometry.js";
import { inkShape } from "../inkshape.js";

const LEAST = 0.02; // a stroke that changes the probability by less has said nothing much
const MARGIN = 30; // board units around the drawing
const COARSE = 120;

/** "for" | "against" | "silent": what a stroke said that changed the word's probability by so much, -1 to 1. Pure. */
export const voiceOf = (change) => (change >= LEAST ? "for" : change <= -LEAST ? "against" : "silent");

/**
 * canvas: a small one. colour(name): the CSS colour of "for", "against" or "silent". Returns render(drawing, changes): drawing as
 * in drawing.js.
 */
export function strokesPicture(canvas, colour) {
  const shapes = new WeakMap(); // of finished strokes: only what grows needs a new one
  let shown = "";
  function shapeOf(stroke, grows) {
    if (grows) return inkShape(coarse(stroke), new Path2D());
    if (!shapes.has(stroke)) shapes.set(stroke, inkShape(stroke, new Path2D()));
    return shapes.get(stroke);
  }
  return function render({ strokes, down }, changes) {
    const key = `${strokes.map((stroke) => stroke.length)} ${changes.map(voiceOf)} ${canvas.clientWidth} ${colour("for")}`;
    if (key === shown) return; // a copy this small need not follow each point
    shown = key;
    const context = fitted(canvas, boxOf(strokes));
    strokes.forEach((stroke, index) => {
      context.fillStyle = colour(voiceOf(changes[index] ?? 0));
      context.fill(shapeOf(stroke, down && index === strokes.length - 1));
    });
  };
}

/** A stroke in at most COARSE points and its last one: while it grows it is shaped anew many times a second. Pure. */
export function coarse(stroke) {
  const apart = Math.ceil(stroke.length / COARSE);
  return stroke.filter((_, index) => index % apart === 0 || index === stroke.length - 1);
}

/** The blank canvas's context, on which the box (board units) fills it. */
function fitted(canvas, box) {
  const ratio = window.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
  const context = canvas.getContext("2d");
  if (!box) return context;
  const [width, height] = [box.right - box.left + 2 * MARGIN, box.bottom - box.top + 2 * MARGIN];
  const scale = Math.min(canvas.width / width, canvas.height / height);
  const [x, y] = [(canvas.width - scale * width) / 2, (canvas.height - scale * height) / 2];
  context.setTransform(scale, 0, 0, scale, x - scale * (box.left - MARGIN), y - scale * (box.top - MARGIN));
  return context;
}
