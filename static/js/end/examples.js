// Drawings that others made of a word, small, to compare with. Where the server has none, there is nothing to see.

import { make, svg } from "../dom.js";

const SHOWN = 3;
const SIDE = 255; // these drawings lie in a square of 0..255
const fetched = new Map(); // word -> promise of its drawings, so that nothing is asked for twice

/** A strip of drawings of the word, to be put on the page; it stays empty until there are some. */
export function examples(word, texts) {
  const strip = make("div", "examples");
  strip.hidden = true;
  if (!fetched.has(word)) fetched.set(word, drawingsOf(word));
  fetched.get(word).then((drawings) => {
    strip.append(...drawings.slice(0, SHOWN).map(sketch));
    strip.hidden = drawings.length === 0;
  });
  strip.setAttribute("role", "img");
  strip.setAttribute("aria-label", texts.examples(word));
  return strip;
}

async function drawingsOf(word) {
  try {
    const answer = await fetch(`/examples/${encodeURIComponent(word)}.json`);
    return answer.ok ? ((await answer.json()).drawings ?? []) : [];
  } catch {
    return []; // off line: the end can be looked at without them
  }
}

/** drawing: strokes as [[x, ..], [y, ..]]. */
function sketch(drawing) {
  const paths = drawing.map(([xs, ys]) => svg("path", { d: `M${xs.map((x, index) => `${x} ${ys[index]}`).join("L")}` }));
  return svg("svg", { class: "example", viewBox: `-12 -12 ${SIDE + 24} ${SIDE + 24}` }, ...paths);
}
