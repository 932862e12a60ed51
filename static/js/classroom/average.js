// The average of many drawings: how many of them have ink at each place, once all are brought to one size. Pure.

import { between, boxOf, distance } from "../geometry.js";

export const SIDE = 64; // cells of the average, across and down

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
  const drawn = drawings.filter((strokes) => strokes.some((stroke) => stroke.length > 0));
  for (const strokes of drawn) for (const cell of cellsOf(unitSized(strokes))) total[cell] += 1 / drawn.length;
  return total;
}

/** The cells that a drawing in the unit square has ink in, each once. A pen is three cells wide. */
function cellsOf(strokes) {
  const cells = new Set();
  for (const stroke of strokes) {
    stroke.forEach((point, index) => {
      const from = stroke[index - 1] ?? point;
      const steps = Math.max(1, Math.ceil(distance(from, point) * SIDE));
      for (let step = 0; step <= steps; step++) mark(cells, between(from, point, step / steps));
    });
  }
  return cells;
}

function mark(cells, [x, y]) {
  const [column, row] = [x, y].map((at) => Math.round(1.5 + at * (SIDE - 4)));
  for (const dy of [-1, 0, 1]) {
    for (const dx of [-1, 0, 1]) {
      const [across, down] = [column + dx, row + dy];
      if (across >= 0 && across < SIDE && down >= 0 && down < SIDE) cells.add(down * SIDE + across);
    }
  }
}
