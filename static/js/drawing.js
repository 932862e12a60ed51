// A drawing and its history, of whole strokes. Pure: every function returns a new drawing (or the same one, when nothing
// changes), and drawings share their strokes. The server keeps the same history: undo takes back a stroke or a clear.

/** A stroke's first point says what ink it is drawn in, so that any part of it from its beginning is in that ink, too. */
export const inInk = ([x, y, t, pressure], ink) => [x, y, t, pressure, ink];

/** The name of a stroke's ink (inks.js), or null for the usual one. */
export const inkOf = (stroke) => stroke[0]?.[4] ?? null;

/** strokes: lists of points, the last one growing while `down`; past and future: earlier and undone strokes. */
export const blank = Object.freeze({ strokes: [], past: [], future: [], down: false });

export function begin(drawing, point) {
  const { strokes, past } = drawing;
  return { strokes: [...strokes, [point]], past: [...past, strokes], future: [], down: true };
}

export function extend(drawing, points) {
  if (!drawing.down || points.length === 0) return drawing;
  const strokes = drawing.strokes.slice();
  strokes.push(strokes.pop().concat(points));
  return { ...drawing, strokes };
}

export const lift = (drawing) => (drawing.down ? { ...drawing, down: false } : drawing);

export function undo(drawing) {
  const { strokes, past, future } = drawing;
  if (past.length === 0) return drawing;
  return { strokes: past[past.length - 1], past: past.slice(0, -1), future: [...future, strokes], down: false };
}

export function redo(drawing) {
  const { strokes, past, future } = drawing;
  if (future.length === 0) return drawing;
  return { strokes: future[future.length - 1], past: [...past, strokes], future: future.slice(0, -1), down: false };
}

export function clear(drawing) {
  const { strokes, past } = drawing;
  if (strokes.length === 0) return drawing;
  return { strokes: [], past: [...past, strokes], future: [], down: false };
}

export const edits = { undo, redo, clear };

/** The drawing after one more entry of a log of ink and edits (see log.js). */
export function apply(drawing, entry) {
  if (entry.name !== "ink") return edits[entry.name](drawing);
  const points = pointsOf(entry);
  const started = drawing.down || points.length === 0 ? drawing : begin(drawing, points.shift());
  const drawn = extend(started, points);
  return entry.up ? lift(drawn) : drawn;
}

function pointsOf({ x, y, t, look = {} }) {
  const { pressure, ink } = look;
  const points = x.map((_, index) => [x[index], y[index], t[index], ...(pressure ? [pressure[index]] : [])]);
  return ink && points.length > 0 ? [inInk(points[0], ink), ...points.slice(1)] : points;
}

/** The drawing that such a log describes. */
export const replay = (entries) => entries.reduce(apply, blank);
