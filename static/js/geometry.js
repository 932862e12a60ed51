// Points, boxes and boards. Pure: arrays in, new arrays out. A point is [x, y, t, pressure?] in board units, milliseconds and
// 0..1 (where the pen tells it), a stroke is a list of points, a board is {width, height} in board units.

import { BOARD } from "./wire.js";

export const LOOP = 26; // width of the marker around what was recognized, board units
const LONGEST = Math.SQRT2; // a sheet is never longer than a sheet of A4, however long the screen is

/** The board for a space of width x height (any unit): its longer side is 1000. */
export function boardFor(width, height) {
  const ratio = Math.min(LONGEST, Math.max(1 / LONGEST, width / height || 1));
  return ratio >= 1 ? { width: BOARD, height: BOARD / ratio } : { width: BOARD * ratio, height: BOARD };
}

/** The largest size, in the space's unit, at which the whole board fits into a space of width x height. */
export function fit(board, width, height) {
  const scale = Math.min(width / board.width, height / board.height);
  return { width: board.width * scale, height: board.height * scale };
}

/** A coordinate as it travels: a tenth of a unit is finer than any screen shows. */
export const tenth = (value) => Math.round(value * 10) / 10;

export const distance = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);

export const between = (a, b, share) => a.map((value, axis) => value + (b[axis] - value) * share);

/**
 * The part of the segment a-b that lies on the board, as [from, to], or null when none does.
 * from === a and to === b (the same objects) where nothing was cut off. Liang and Barsky 1984.
 */
export function clip(a, b, board) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  let [enter, leave] = [0, 1];
  for (const [step, room] of [
    [-dx, a[0]],
    [dx, board.width - a[0]],
    [-dy, a[1]],
    [dy, board.height - a[1]],
  ]) {
    if (step === 0 && room < 0) return null;
    if (step < 0) enter = Math.max(enter, room / step);
    if (step > 0) leave = Math.min(leave, room / step);
  }
  if (enter > leave) return null;
  return [enter === 0 ? a : between(a, b, enter), leave === 1 ? b : between(a, b, leave)];
}

/**
 * A pressed pen moves from `last` to `next`, either of which may be off the board. Returns what that does to the ink, a list
 * of ["down" | "to", point] and ["up"]: a stroke that leaves the board is cut at its edge, and one that comes back is a new
 * one. `last` is null where the pen has just been put down; `inked` says whether a stroke is being drawn now.
 */
export function trace(last, next, inked, board) {
  const piece = clip(last ?? next, next, board);
  if (!piece) return inked ? [["up"]] : [];
  const [from, to] = piece;
  const marks = inked ? [] : [["down", from]];
  if (from !== next) marks.push(["to", to]);
  if (to !== next) marks.push(["up"]);
  return marks;
}

/** The box around strokes that hold at least one point, as {left, top, right, bottom}; null where there is none. */
export function boxOf(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return null;
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  return {
    left: xs.reduce((a, b) => Math.min(a, b)),
    top: ys.reduce((a, b) => Math.min(a, b)),
    right: xs.reduce((a, b) => Math.max(a, b)),
    bottom: ys.reduce((a, b) => Math.max(a, b)),
  };
}

/**
 * A loop as a hand draws it around a box, `margin` away from it, but never over the board's edge: a little more than one turn,
 * ending outside its start. Its form is between an ellipse and the box, so that it need not reach far to go around the corners.
 */
export function loopAround(box, margin, board, count = 96) {
  const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const reach = [((box.right - box.left) / 2) * 1.06 + margin, ((box.bottom - box.top) / 2) * 1.06 + margin];
  const edge = margin / 2;
  return Array.from({ length: count }, (_, index) => {
    const turn = (index / (count - 1)) * 1.1;
    const angle = -2.2 + turn * 2 * Math.PI;
    const wobble = 1 + 0.03 * Math.sin(angle * 2 + 0.7) + 0.06 * (turn - 0.5);
    const [x, y] = [rounded(Math.cos(angle)), rounded(Math.sin(angle))];
    return [
      within(middle[0] + reach[0] * wobble * x, edge, board.width - edge),
      within(middle[1] + reach[1] * wobble * y, edge, board.height - edge),
    ];
  });
}

const rounded = (value) => Math.sign(value) * Math.abs(value) ** 0.6;

const within = (value, low, high) => Math.min(high, Math.max(low, value));
