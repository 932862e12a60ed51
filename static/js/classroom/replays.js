// One or two drawings, played on one time line, with how sure the network was of the word at each moment.

import { button, make, svg } from "../dom.js";
import { setText } from "../guesses.js";
import { inkPath } from "../inkshape.js";
import { Player } from "../end/player.js";
import { curvePath, impactsOf, lengthOf, mostImportant, strokesUntil, thoughtAt } from "./moments.js";
import { strokesOf } from "./sketch.js";
import { viewOf } from "./tile.js";

const [WIDTH, HEIGHT] = [1000, 180];

/** drawings: [{label, word, strokes, curve}]. Returns {element, stop()}. */
export function replays(drawings, texts) {
  const length = Math.max(1, ...drawings.map(({ strokes, curve }) => lengthOf(strokes, curve)));
  const sheets = drawings.map((drawing, index) => sheetOf(drawing, index, texts));
  const slider = make("input", "replays-slider");
  Object.assign(slider, { type: "range", min: "0", max: String(length), step: "50", value: String(length) });
  slider.setAttribute("aria-label", texts.timeLine);
  const toggle = button("press", texts.replay, () => player.toggle());
  const player = new Player(length, (t, running) => {
    slider.value = String(t);
    setText(toggle, running ? texts.pause : texts.replay);
    for (const sheet of sheets) sheet.show(t);
  });
  slider.addEventListener("input", () => player.seek(Number(slider.value)));
  for (const sheet of sheets) sheet.show(length);
  const strokes = drawings.length === 1 ? strokeList(drawings[0], texts, (t) => player.seek(t)) : null;
  const element = make(
    "div", `replays of-${drawings.length}`,
    make("div", "replays-sheets", ...sheets.map((sheet) => sheet.element), strokes),
    chart(drawings, length),
    make("div", "replays-time", toggle, slider),
  );
  return { element, stop: () => player.pause() };
}

function sheetOf({ label, word, strokes, curve }, index, texts) {
  const { x, y, size } = viewOf(strokesOf(strokes)) ?? { x: 0, y: 0, size: 1000 };
  const picture = svg("svg", { class: "sketch", viewBox: `${x} ${y} ${size} ${size}`, role: "img", "aria-label": label });
  const says = make("p", "replays-says");
  const show = (t) => {
    picture.replaceChildren(...strokesUntil(strokes, t).map((stroke) => svg("path", { d: inkPath(stroke) })));
    const thought = thoughtAt(curve, t);
    setText(says, thought ? `${texts.bare(thought[2])} ${texts.percent(thought[3])}` : "…");
  };
  const name = make("p", "replays-name", make("span", `swatch-line is-${index}`), label, ` · ${texts.bare(word)}`);
  return { element: make("figure", "replays-sheet", picture, make("figcaption", "", name, says)), show };
}

function chart(drawings, length) {
  const paths = drawings.map(({ curve }, index) => svg("path", { class: `curve is-${index}`, d: curvePath(curve, length, WIDTH, HEIGHT) }));
  return svg("svg", { class: "replays-chart", viewBox: `0 -4 ${WIDTH} ${HEIGHT + 8}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...paths);
}

function strokeList({ strokes, curve }, texts, look) {
  const impacts = impactsOf(strokes, curve);
  const most = mostImportant(impacts);
  const rows = impacts.map(({ until, best, p }, index) => {
    const text = `${texts.number(index + 1)}. ${best === null ? "…" : texts.bare(best)} · ${texts.percent(p)}`;
    return make("li", index === most ? "is-most" : "", button("press is-plain", text, () => look(until)));
  });
  const heading = make("h2", "lesson-title", texts.strokeByStroke);
  return make("div", "replays-strokes", heading, make("ol", "", ...rows), most === null ? null : make("p", "lesson-note", texts.mattered(most + 1)));
}
