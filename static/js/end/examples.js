// Drawings that others made of a word, small, to compare with. Where the server has none, there is nothing to see.

import { reportButton } from "../doodles/report.js";
import { make, svg } from "../dom.js";
import { drawingsOf, SIDE } from "../others.js";

const SHOWN = 3;

/** A strip of drawings of the word, to be put on the page; it stays empty until there are some. */
export function examples(word, texts) {
  const strip = make("div", "examples");
  strip.hidden = true;
  drawingsOf(word).then(({ given, drawings }) => {
    const label = texts.examples(word);
    const ours = given.slice(0, SHOWN).map((one) => reportable(one, label, texts, () => given.splice(given.indexOf(one), 1)));
    strip.append(...ours, ...drawings.slice(0, SHOWN - ours.length).map((drawing) => sketch(drawing, label)));
    strip.hidden = strip.childElementCount === 0;
  });
  return strip;
}

/** A drawing from here, with a flag; once it is reported it is gone from this page, too: gone() is called. */
function reportable({ key, drawing }, label, texts, gone) {
  const whole = make("span", "example-given", sketch(drawing, label));
  const flag = reportButton(key, texts, () => {
    whole.remove();
    gone();
  });
  whole.append(flag);
  return whole;
}

/** drawing: strokes as [[x, ..], [y, ..]]. label: what it shows. */
export function sketch(drawing, label) {
  const paths = drawing.map(([xs, ys]) => svg("path", { d: `M${xs.map((x, index) => `${x} ${ys[index]}`).join("L")}` }));
  return svg("svg", { class: "example", viewBox: `-12 -12 ${SIDE + 24} ${SIDE + 24}`, role: "img", "aria-label": label }, ...paths);
}
