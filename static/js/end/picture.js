// A drawing of the album as something to look at: strokes, the marker around what was recognized, a title. Pure, but for the
// context that `paint` is told to paint on.

import { inkOf } from "../drawing.js";
import { between, boxOf, LOOP, loopAround } from "../geometry.js";
import { inkShape } from "../inkshape.js";

const MARGIN = 40; // board units between a drawing and the marker around it
const HALO = 30; // width of what lies beneath a marked stroke, board units

/** The part of the board around a drawing, not much larger than it: {x, y, width, height}, in the board's proportions. */
export function closeUp(strokes, { width, height }) {
  const box = boxOf(strokes);
  if (!box) return { x: 0, y: 0, width, height };
  const share = Math.min(1, Math.max((box.right - box.left + 3 * MARGIN) / width, (box.bottom - box.top + 3 * MARGIN) / height, 0.3));
  const [x, y] = [(box.left + box.right - share * width) / 2, (box.top + box.bottom - share * height) / 2];
  return { x, y, width: share * width, height: share * height };
}

/** record: as in match.js; strokes: all of the drawing, or what there was of it at some moment. */
export function pictureOf({ board, won }, strokes, title, finished = true) {
  const box = won && finished ? boxOf(strokes) : null;
  return { board, strokes, title, loop: box && loopAround(box, MARGIN, board) };
}

/**
 * Paints a picture on a canvas's context, or the part of it in `view`. scale: pixels for a board unit. colours: {ink, marker, paper?, against?, inks?(name)};
 * without paper it stays transparent. marked(stroke): whether it is shown as one that misled.
 */
export function paint(context, { strokes, loop, board, view = board }, colours, scale, marked = () => false) {
  const { x = 0, y = 0, width, height } = view;
  context.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
  context.clearRect(x, y, width, height);
  [context.lineCap, context.lineJoin] = ["round", "round"];
  if (colours.paper) {
    context.fillStyle = colours.paper;
    context.fillRect(x, y, width, height);
  }
  if (loop) drawLine(context, loop, LOOP, colours.marker);
  for (const stroke of strokes.filter(marked)) drawHalo(context, stroke, colours.against);
  for (const stroke of strokes) {
    context.fillStyle = marked(stroke) ? colours.against : colourOf(stroke, colours);
    context.beginPath();
    inkShape(stroke, context);
    context.fill("nonzero");
  }
}

export const colourOf = (stroke, { ink, inks }) => (inkOf(stroke) && inks?.(inkOf(stroke))) || ink;

function drawHalo(context, stroke, colour) {
  context.globalAlpha = 0.22; // also seen by those who see no difference between the colours
  drawLine(context, stroke, HALO, colour);
  context.globalAlpha = 1;
}

function drawLine(context, points, width, colour) {
  [context.lineWidth, context.strokeStyle] = [width, colour];
  context.beginPath();
  context.moveTo(points[0][0], points[0][1]);
  points.forEach((point, index) => {
    const to = between(point, points[index + 1] ?? point, 0.5);
    context.quadraticCurveTo(point[0], point[1], to[0], to[1]);
  });
  context.stroke();
}
