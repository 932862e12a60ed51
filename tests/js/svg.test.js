import assert from "node:assert/strict";
import { test } from "node:test";
import { lineThrough, svgOf } from "../../static/js/end/svg.js";

const colours = { paper: "#fff", ink: "#00f", marker: "#ff0" };
const strokes = [[[1, 2, 0], [3, 4, 10]], [[5, 6, 20]]];
const picture = { board: { width: 1000, height: 700 }, strokes, loop: null, title: "a ladder" };

test("the file holds every stroke in order, on paper as large as the board", () => {
  const text = svgOf(picture, colours, lineThrough);

  assert.deepEqual([...text.matchAll(/ d="([^"]*)"/g)].map((found) => found[1]), ["M1 2L3 4", "M5 6"]);
  assert.match(text, /viewBox="0 0 1000 700"/);
  assert.match(text, /<rect width="1000" height="700" fill="#fff"\/>/);
});

test("the marker lies beneath the ink", () => {
  const text = svgOf({ ...picture, loop: [[0, 0], [9.99, 0]] }, colours, lineThrough);

  assert.ok(text.indexOf('d="M0 0L10 0"') > 0 && text.indexOf('d="M0 0L10 0"') < text.indexOf("M1 2L3 4"));
});

test("a stroke of another colour keeps it", () => {
  const text = svgOf(picture, colours, lineThrough, (stroke) => (stroke === strokes[1] ? "#a00" : undefined));

  assert.match(text, /<path d="M1 2L3 4"\/>\n<path fill="#a00" d="M5 6"\/>/);
});

test("no title breaks out of its place", () => {
  const text = svgOf({ ...picture, title: 'a <b> & "c"' }, colours, lineThrough);

  assert.ok(!text.includes("<b>") && text.includes("&#60;b&#62; &#38; &#34;c&#34;"));
});
