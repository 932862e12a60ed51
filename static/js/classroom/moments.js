// One drawing over time: what there was of it at a moment, what was thought then, and which stroke mattered. Pure.
//
// columns: strokes as [[x, ..], [y, ..], [t, ..]]; curve: [[ms, p, best guess, its p], ..] as room_drawing brings it.

import { newestAt } from "../thoughts.js";

/** What was drawn by this time, strokes of points [x, y, t]. */
export const strokesUntil = (columns, t) =>
  columns
    .map(([xs, ys, ts]) => xs.map((x, index) => [x, ys[index], ts[index]]).filter((point) => point[2] <= t))
    .filter((stroke) => stroke.length > 0);

/** The newest entry of the curve at this time; null before the first. */
export const thoughtAt = (curve, t) => newestAt(curve, t, ([ms]) => ms);

/** When the last point was drawn, or the last thought thought, ms. */
export const lengthOf = (columns, curve) =>
  Math.max(0, ...columns.map(([, , ts]) => ts[ts.length - 1] ?? 0), curve.length > 0 ? curve[curve.length - 1][0] : 0);

/** For each stroke {until, best, p, change}: what was thought in the last millisecond before the next one began, and by how much that raised p. */
export function impactsOf(columns, curve) {
  const end = lengthOf(columns, curve);
  let before = 0;
  return columns.map((_, index) => {
    const until = (columns[index + 1]?.[2][0] ?? end + 1) - 1;
    const thought = thoughtAt(curve, until);
    const p = thought?.[1] ?? before;
    const change = p - before;
    before = p;
    return { until, best: thought?.[2] ?? null, p, change };
  });
}

/** The number of the stroke that raised the probability most, from 0; null where none did. */
export function mostImportant(impacts) {
  const most = Math.max(0, ...impacts.map(({ change }) => change));
  return most > 0 ? impacts.findIndex(({ change }) => change === most) : null;
}

/** A curve of probabilities as SVG path data, in a box of width x height, for a time line of `length` ms. */
export function curvePath(curve, length, width, height) {
  const points = curve.map(([ms, p]) => [(ms / Math.max(1, length)) * width, height * (1 - p)].map((value) => Math.round(value * 10) / 10));
  return points.length === 0 ? "" : `M0 ${height}L${points.map((point) => point.join(" ")).join("L")}L${width} ${points[points.length - 1][1]}`;
}
