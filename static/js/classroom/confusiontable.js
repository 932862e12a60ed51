// The class's confusion grid as a table.

import { make } from "../dom.js";
import { confusionOf, mostMixedUp } from "./confusion.js";

const SHOWN = 14; // columns that fit a projector

/** counts: as in confusion.js. */
export function confusionTable(counts, texts) {
  const grid = confusionOf(counts);
  if (grid.rows.length === 0) return make("p", "lesson-note", texts.nothingDrawn);
  const columns = grid.columns.slice(0, SHOWN);
  const most = Math.max(1, ...grid.cells.flat());
  const head = make("tr", "", make("td", "confusion-corner", `${texts.asked} ↓ · ${texts.tookAs} →`), ...columns.map((word) => scoped("col", nameOf(word, texts))));
  const rows = grid.rows.map((word, row) => make("tr", "", scoped("row", texts.bare(word)), ...columns.map((seen, column) => cellOf(grid.cells[row][column], most, seen === word))));
  const pair = mostMixedUp(grid);
  const said = pair ? texts.mixedUp(pair.word, pair.seen, pair.count) : texts.noneMixedUp;
  const table = make("table", "confusion", make("thead", "", head), make("tbody", "", ...rows));
  return make("div", "confusion-place", table, make("p", "lesson-note", said));
}

const nameOf = (word, texts) => (word === null ? texts.nothing : texts.bare(word));

function scoped(scope, text) {
  const cell = make("th", "", text);
  cell.scope = scope;
  return cell;
}

function cellOf(count, most, right) {
  const cell = make("td", right ? "is-right" : "", count === 0 ? "" : String(count));
  cell.style.setProperty("--share", (count / most).toFixed(3));
  return cell;
}
