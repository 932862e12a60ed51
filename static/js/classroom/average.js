// The average of many drawings: how many of them have ink at each place, once all are brought to one size. Pure.

import { between, boxOf, distance } from "../geometry.js";

export const SIDE = 192; // cells of the average, across and down
const PEN = 4; // cells from the middle of a line to its edge
const MARGIN = 12; // cells around a drawing

const SPAN = Array.from({ length: 2 * PEN + 1 }, (_, index) => index - PEN);
const DOT = SPAN.flatMap((dy) => SPAN.filter((dx) => dx * dx + dy * dy <= PEN * PEN).map((dx) => dy * SIDE + dx)); // from its middle

/** Strokes, [[x, y, ..], ..], as large as fits into the unit square, in its middle. Proportions stay. */
export function unitSized(strokes) {
  const box = boxOf(strokes);
  if (!box) return [];
  const size = Math.max(box.right - box.left, box.bottom - box.top, 1e-6);
  const [left, top] = [(box.left + box.right - size) / 2, (box.top + box.bottom - size) / 2];
  return strokes.map((stroke) => stroke.map(([x, y]) => [(x - left) / size, (y - top) / size]));
}

/** Shares 0..1, SIDE x SIDE by rows: in how many of the drawings the pen came by there. */
export function averageOf(drawings) {
  const total = new Float32Array(SIDE * SIDE);
  const last = new Uint32Array(SIDE * SIDE); // the drawing that had ink there last, counted from 1: each cell counts once
  const drawn = drawings.filter((strokes) => strokes.some((stroke) => stroke.length > 0));
  drawn.forEach((strokes, index) => {
    for (const middle of dotsOf(unitSized(strokes))) {
      for (const beside of DOT) {
        const cell = middle + beside;
        if (last[cell] === index + 1) continue;
        last[cell] = index + 1;
        total[cell] += 1 / drawn.length;
      }
    }
  });
  return total;
}

/** The cells in the middle of the dots that lines in the unit square are made of, so close that their edges are smooth. */
function* dotsOf(strokes) {
  for (const stroke of strokes) {
    for (const [index, point] of stroke.entries()) {
      const from = stroke[index - 1] ?? point;
      const steps = Math.max(1, Math.ceil((2 * distance(from, point) * SIDE) / PEN));
      for (let step = 0; step <= steps; step++) yield cellAt(between(from, point, step / steps));
    }
  }
}

function cellAt([x, y]) {
  const [column, row] = [x, y].map((at) => Math.round(MARGIN + at * (SIDE - 1 - 2 * MARGIN)));
  return row * SIDE + column;
}
