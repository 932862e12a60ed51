// What was reviewed, by whom and when, the newest first; one's own verdicts can be undone here, too.

import { button, make } from "../dom.js";
import { sketch } from "../end/examples.js";
import { ACTS, BACK, DONE, LOG_EMPTY, OLDER, UNDONE } from "./reviewwords.js";

const PAGE = 100; // entries that the server gives at a time

/** place: its element. ask(name, fields). back(): leave it; changed(): after an undo. */
export async function showLog(place, ask, { back, changed }) {
  const table = make("table", "review-entries");
  const older = button("press", OLDER, () => more());
  const said = make("p", "confirm-said");
  said.setAttribute("role", "status");
  const leave = button("press", BACK, back);
  place.replaceChildren(leave, table, said, older);
  leave.focus();
  let before = null;
  await more();

  async function more() {
    const { entries, problem } = await ask("log", before ? { before } : {});
    if (problem) return void (said.textContent = problem.message);
    table.append(...entries.map(row));
    before = entries.at(-1)?.id ?? before;
    older.hidden = entries.length < PAGE;
    if (!before) said.textContent = LOG_EMPTY;
  }

  function row(entry) {
    const { drawing, word, verdict, better, moderator, at, undone } = entry;
    const line = make("tr", undone ? "is-undone" : "");
    const undo = undone ? UNDONE : button("press is-plain", ACTS.undo, () => takeBack(entry.id, line, cells.at(-1)));
    const cells = [sketch(drawing, word), `“${word}”`, better ? `${DONE[verdict]} “${better}”` : DONE[verdict], moderator, when(at), undo].map((content) => make("td", "", content));
    line.append(...cells);
    return line;
  }

  async function takeBack(review, line, cell) {
    const { problem } = await ask("undo", { review });
    if (problem) return void (said.textContent = problem.message);
    line.className = "is-undone";
    cell.replaceChildren(UNDONE);
    return changed();
  }
}

const when = (seconds) => new Date(seconds * 1000).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
