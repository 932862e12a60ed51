// A drawing as it came about: the log of a round (log.js), followed to any moment with its true timing. Pure.

import { apply, blank } from "../drawing.js";

/** entries: the log, oldest first. Returns {length, strokes(t)}; t and length: ms since the round began. */
export function replayOf(entries) {
  const steps = [];
  let [drawing, now] = [blank, 0];
  for (const entry of entries) {
    const start = entry.name === "ink" ? (entry.t[0] ?? now) : Math.max(now, entry.t ?? now);
    steps.push({ start, before: drawing, entry });
    drawing = apply(drawing, entry);
    now = entry.name === "ink" ? (entry.t[entry.t.length - 1] ?? now) : start;
  }
  return { length: now, strokes: (t) => (t >= now ? drawing : upTo(steps, t)).strokes };
}

function upTo(steps, t) {
  const index = steps.findIndex((step) => step.start > t) - 1; // steps begin in order; the last that has begun is cut
  const step = index === -2 ? steps[steps.length - 1] : steps[index];
  if (!step) return blank;
  const { before, entry } = step;
  return apply(before, entry.name === "ink" ? cut(entry, t) : entry);
}

/** The part of an ink entry that was drawn by this time. */
function cut(entry, t) {
  const count = entry.t.filter((at) => at <= t).length;
  if (count === entry.t.length) return entry;
  const [xs, ys, ts] = [entry.x, entry.y, entry.t].map((column) => column.slice(0, count));
  return { ...entry, x: xs, y: ys, t: ts, up: false };
}
