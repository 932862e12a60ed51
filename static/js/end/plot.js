// The chart on the screen: stacked areas of what was thought, the moment of recognition, the threshold, the time beneath, and
// the moment that is looked at, which can be moved. It is a slider, for fingers, keys and screen readers alike.

import { make, svg } from "../dom.js";
import { setText } from "../guesses.js";
import { thoughtAt } from "../thoughts.js";
import { areasOf, layersOf, ticksOf } from "./chart.js";

const [WIDTH, HEIGHT] = [1000, 200]; // of the drawing; the screen stretches it
const STEP_MS = 100; // a press of an arrow key

/**
 * record: as in match.js, end: ms. moved(t): the player has chosen another moment. Returns {element, show(t)}.
 */
export function plot(record, end, texts, moved) {
  const layers = layersOf(record.thoughts, record.word, end);
  const areas = areasOf(layers, record.thoughts.map(({ t }) => t), end, WIDTH, HEIGHT);
  const share = (t) => (end > 0 ? t / end : 1);
  const head = make("div", "plot-head");
  const slider = sliderFor(end, texts, moved);
  const field = make("div", "plot-field", picture(areas, record), recognition(record, share, texts), head, slider);
  const legend = legendOf(layers, texts);
  const element = make("div", "plot", legend.element, field, timeLine(end, texts));

  const show = (t) => {
    const thought = thoughtAt(record.thoughts, t);
    const best = thought && `${texts.bare(thought.guesses[0][0])} ${texts.percent(thought.guesses[0][1])}`;
    head.style.setProperty("--at", share(t).toFixed(4));
    slider.value = String(Math.round(t));
    slider.setAttribute("aria-valuetext", texts.momentIs(t / 1000, best));
    legend.show(record.thoughts.indexOf(thought));
  };
  return { element, show };
}

function picture(areas, { threshold, word }) {
  const paths = areas.map(({ d, isTarget }, index) => svg("path", { d, class: isTarget ? "area is-target" : `area is-other-${index}` }));
  const line = word !== null && threshold ? [svg("path", { class: "plot-threshold", d: `M0 ${HEIGHT * (1 - threshold)}H${WIDTH}` })] : [];
  const attributes = { class: "plot-areas", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  return svg("svg", attributes, ...paths, ...line);
}

function recognition({ won, ms }, share, texts) {
  if (!won) return null;
  const mark = make("div", "plot-known", make("span", "plot-known-text", texts.recognizedHere));
  const at = Math.min(1, share(ms));
  mark.style.setProperty("--at", at.toFixed(4));
  mark.classList.toggle("is-late", at > 0.5);
  return mark;
}

function sliderFor(end, texts, moved) {
  const slider = make("input", "plot-slider");
  Object.assign(slider, { type: "range", min: "0", max: String(Math.round(end)), step: "any" });
  slider.setAttribute("aria-label", texts.moment);
  slider.addEventListener("input", () => moved(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
    if (!way) return;
    event.preventDefault();
    moved(Number(slider.value) + way * STEP_MS);
  });
  return slider;
}

function timeLine(end, texts) {
  const ticks = ticksOf(end).map(({ t, share }) => {
    const tick = make("span", "plot-tick", texts.secondsShort(t));
    tick.style.setProperty("--at", share.toFixed(4));
    return tick;
  });
  const line = make("div", "plot-time", ...ticks);
  line.setAttribute("aria-hidden", "true");
  return line;
}

function legendOf(layers, texts) {
  const entries = layers.map(({ word, isTarget, values }, index) => {
    const value = make("span", "legend-share");
    const swatch = make("span", isTarget ? "swatch is-target" : `swatch is-other-${index}`);
    return { value, values, element: make("li", "legend-entry", swatch, make("span", "legend-word", texts.bare(word)), value) };
  });
  const show = (index) => {
    for (const { value, values } of entries) setText(value, texts.percent(values[index] ?? 0));
  };
  return { element: make("ul", "legend", ...entries.map(({ element }) => element)), show };
}
