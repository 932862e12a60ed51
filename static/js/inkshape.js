// The form of a stroke of ink: wider where the pen pressed or was slow, thinner where it was light or quick. The outline is made
// by perfect-freehand; here are the line through the points, the width along it, and the outline as a path for whatever
// draws: a canvas, a Path2D, or an SVG. Pure but for what it is told to draw on.
//
// The board, replays and exports all use this, so that a drawing has one look. A stroke is a list of points
// [x, y, t, pressure?] in board units and milliseconds; part of a replayed stroke is a stroke too: stroke.slice(0, count).

import { getStroke } from "../vendor/perfect-freehand.js";
import { between, distance } from "./geometry.js";

export const PEN = 9; // width of a slow line, board units
const STEP = 10; // board units: no two points of a spine are farther apart
const SLOW = 0.5; // pressure of a pen without pressure, when it is slow: the line is PEN wide
const QUICK = 0.18; // and at full speed
const FULL_SPEED = 4; // board units a millisecond
const LATE = 0.15; // share of the way to its new width that ink makes with each point

// Spines are smooth already, and a spine in pieces must give the same outline as in one: nothing may depend on what was before.
const NIB = { size: PEN, thinning: 0.6, smoothing: 0.3, streamline: 0, simulatePressure: false, last: true };

/**
 * The middle line of a stroke that grows: [x, y, pressure] along quadratic curves from middle to middle of neighbouring points.
 * `settled` only ever gets longer; `tip` is the rest of the way to the newest point, and changes with each.
 */
export class Spine {
  settled = [];
  tip = [];
  #last = null; // the newest point, as [x, y, pressure]
  #lastAt = 0; // ms

  add(points) {
    for (const point of points) this.#add(point);
    return this;
  }

  #add(point) {
    const before = this.#last;
    const next = [point[0], point[1], this.#pressure(point)];
    [this.#last, this.#lastAt] = [next, point[2]];
    if (!before) {
      this.settled.push(next);
      return;
    }
    const from = this.settled[this.settled.length - 1];
    const middle = between(before, next, 0.5);
    this.settled.push(...curve(from, before, middle));
    this.tip = [next];
  }

  #pressure(point) {
    if (point[3] !== undefined) return point[3];
    if (!this.#last) return SLOW;
    const speed = Math.min(1, distance(this.#last, point) / Math.max(1, point[2] - this.#lastAt) / FULL_SPEED);
    const wanted = SLOW + (QUICK - SLOW) * speed;
    return this.#last[2] + (wanted - this.#last[2]) * LATE;
  }
}

/** Points along the quadratic curve, `from` left out. */
function curve(from, control, to) {
  const count = Math.ceil((distance(from, control) + distance(control, to)) / STEP) || 1;
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    return between(between(from, control, share), between(control, to, share), share);
  });
}

/**
 * Draws the outline around spine points [[x, y, pressure], ..] on whatever has a canvas's path commands: moveTo,
 * quadraticCurveTo, closePath. To be filled, by the nonzero rule.
 */
export function outline(spine, path) {
  const edge = getStroke(spine, NIB);
  if (edge.length === 0) return path;
  const start = between(edge[edge.length - 1], edge[0], 0.5);
  path.moveTo(start[0], start[1]);
  edge.forEach((point, index) => {
    const to = between(point, edge[(index + 1) % edge.length], 0.5);
    path.quadraticCurveTo(point[0], point[1], to[0], to[1]);
  });
  path.closePath();
  return path;
}

/** Draws a whole stroke's outline on `path`: a Path2D, a canvas's context after beginPath(), or an SvgPath. */
export function inkShape(stroke, path) {
  const spine = new Spine().add(stroke);
  return outline([...spine.settled, ...spine.tip], path);
}

/** A stroke's outline as the `d` of an SVG path, in board units, to a tenth. */
export const inkPath = (stroke) => inkShape(stroke, new SvgPath()).toString();

class SvgPath {
  #commands = [];

  moveTo(x, y) {
    this.#commands.push(`M${short(x)} ${short(y)}`);
  }

  quadraticCurveTo(...xy) {
    this.#commands.push(`Q${xy.map(short).join(" ")}`);
  }

  closePath() {
    this.#commands.push("Z");
  }

  toString() {
    return this.#commands.join("");
  }
}

const short = (value) => String(Math.round(value * 10) / 10);
