// A finished drawing as a picture of its own, with the same ink as the board.

import { svg } from "../dom.js";
import { inkPath } from "../inkshape.js";
import { viewOf } from "./tile.js";

/** columns: strokes as [[x, ..], [y, ..], [t, ..]?]. Points as the page has them, [x, y, t]. */
export const strokesOf = (columns) =>
  columns.map(([xs, ys, ts]) => xs.map((x, index) => [x, ys[index], ts?.[index] ?? index * 16]));

/** An SVG of strokes in columns. label: what it shows, or null where that stands beside it. */
export function sketch(columns, label = null) {
  const strokes = strokesOf(columns);
  const { x, y, size } = viewOf(strokes) ?? { x: 0, y: 0, size: 1000 };
  const look = label === null ? { "aria-hidden": "true" } : { role: "img", "aria-label": label };
  return svg("svg", { class: "sketch", viewBox: `${x} ${y} ${size} ${size}`, ...look }, ...strokes.map((stroke) => svg("path", { d: inkPath(stroke) })));
}
