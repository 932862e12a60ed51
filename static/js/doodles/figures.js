// Pictures of how a word is drawn: each takes numbers and returns an element. Colours come from the style sheet.

import { make, svg } from "../dom.js";

const SIZE = 100; // of each drawing, in its own units

/** Petals for eight directions, clockwise from the right, as long as they are frequent. counts: eight numbers. */
export function rose(counts) {
  const most = Math.max(1, ...counts);
  const petals = counts.map((count, index) => svg("path", { d: petal(index, 46 * Math.sqrt(count / most)), class: "petal" }));
  return picture("rose", svg("circle", { cx: 50, cy: 50, r: 46, class: "rim" }), ...petals);
}

function petal(index, length) {
  const at = (turn) => {
    const angle = ((index + turn) * Math.PI) / 4;
    return `${(50 + length * Math.cos(angle)).toFixed(2)} ${(50 + length * Math.sin(angle)).toFixed(2)}`;
  };
  return `M50 50L${at(-0.42)}A${length} ${length} 0 0 1 ${at(0.42)}Z`;
}

/** Columns with their names beneath, which are read out with the numbers. name(index): a text; every so many are written. */
export function columns(counts, name, every = 1) {
  const [most, step] = [Math.max(1, ...counts), SIZE / counts.length];
  const shapes = counts.map((count, index) => {
    const height = (76 * count) / most;
    return svg("rect", { x: (index + 0.12) * step, y: 80 - height, width: step * 0.76, height, class: "column" });
  });
  const labels = counts.map((_, index) => {
    const text = svg("text", { x: (index + 0.5) * step, y: 94, class: "tick" });
    text.textContent = index % every ? "" : name(index);
    return text;
  });
  const element = picture("columns", svg("path", { d: `M0 80H${SIZE}`, class: "base" }), ...shapes, ...labels);
  element.removeAttribute("aria-hidden");
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", counts.flatMap((count, index) => (count ? `${name(index)}: ${count}` : [])).join(", "));
  return element;
}

/** Where the first strokes lie, one after the other, each with its number. order: averages as below. */
export function sequence(order, tooFew) {
  const steps = order.map((rows, index) => make("li", "", make("span", "step", String(index + 1)), average(rows, tooFew)));
  return make("ol", "figure-sequence", ...steps);
}

/** Cells, the darker the more drawings have ink there. rows: shares of 0..100; null when there are too few to show. */
export function average(rows, tooFew) {
  if (!rows) return make("p", "insight-note", tooFew);
  const cells = rows.flatMap((row, y) =>
    row.map((share, x) => (share ? svg("rect", { x, y, width: 1.02, height: 1.02, opacity: Math.min(1, share / 60).toFixed(2) }) : null)),
  );
  const element = picture("average", ...cells.filter(Boolean));
  element.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  return element;
}

function picture(name, ...children) {
  return svg("svg", { class: `figure figure-${name}`, viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" }, ...children);
}
