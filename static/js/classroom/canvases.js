// What the pupils' canvases hold, as frames bring it. Pure: a map in, the same map changed where a frame says so, out.
//
// A canvas is {drawing, member, drawn, guess, p, over, version}: drawn as in drawing.js, guess [word, p] or null, p that of the
// word asked for, over {won, ms} or null.

import { apply, blank } from "../drawing.js";

/** canvases: Map by member. Returns the members that have news. */
export function taken(canvases, frame) {
  const news = new Set();
  for (const canvas of frame.canvases) {
    const { member, drawing } = canvas;
    news.add(member);
    if (drawing === null) {
      canvases.delete(member);
      continue;
    }
    const before = canvases.get(member);
    const fresh = before?.drawing !== drawing || canvas.from === 0;
    canvases.set(member, advanced(fresh ? empty(canvas) : before, canvas));
  }
  return news;
}

const empty = ({ drawing, member }) => ({ drawing, member, drawn: blank, guess: null, p: 0, over: null });

function advanced(known, { ink = [], guess = known.guess, p = known.p, over = known.over }) {
  return { ...known, drawn: ink.map(entryOf).reduce(apply, known.drawn), guess, p: p ?? 0, over };
}

/** As log.js has entries. The wall knows no times: all points count as drawn slowly. */
function entryOf(entry) {
  if (typeof entry === "string") return { name: entry };
  const [x, y, up] = entry;
  return { name: "ink", x, y, t: x.map((_, index) => index * STEP_MS), up };
}

const STEP_MS = 16;
