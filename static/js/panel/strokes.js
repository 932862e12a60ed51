// A small copy of the drawing in which each stroke has the colour of what it told the network: for its word, against it, or
// nothing much.

import { boxOf } from "../geometry.js";
import { inkShape } from "../inkshape.js";

const LEAST = 0.02; // a stroke that changes the probability by less has said nothing much
const MARGIN = 30; // board units around the drawing

/** "for" | "against" | "silent": what a stroke said that changed the word's probability by so much, -1 to 1. Pure. */
export const voiceOf = (change) => (change >= LEAST ? "for" : change <= -LEAST ? "against" : "silent");

/** canvas: a small one. colour(name): the CSS colour of "for", "against" or "silent". Returns render(strokes, changes). */
export function strokesPicture(canvas, colour) {
  let shown = "";
  return function render(strokes, changes) {
    const key = `${strokes.map((stroke) => stroke.length)} ${changes.map(voiceOf)} ${canvas.clientWidth} ${colour("for")}`;
    if (key === shown) return; // a copy this small need not follow each point
    shown = key;
    const context = fitted(canvas, boxOf(strokes));
    strokes.forEach((stroke, index) => {
      context.fillStyle = colour(voiceOf(changes[index] ?? 0));
      context.beginPath();
      inkShape(stroke, context);
      context.fill();
    });
  };
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
