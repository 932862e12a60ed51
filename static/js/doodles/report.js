// "This should not be shown": a small flag beside a drawing that another person gave. What is reported is hidden at once,
// for everybody, until a moderator has looked; what was kept already, for who reports it.

import { button, make, svg } from "../dom.js";
import { ask } from "./ask.js";

const FLAG = "M6 3.5 C6.3 9 6.3 15 5.8 20.8 M6.2 4.6 C10 2.6 13.5 6.8 18.4 4.8 C17.6 8 17.7 10.6 18.6 13.6 C14 15.4 10.4 11.4 6.3 13.4";
const REASONS = ["rude", "personal", "wrong", "other"];

/** A flag for the drawing with this key. texts: as in texts.js. gone(): called when it is hidden from now on. */
export function reportButton(key, texts, gone = () => {}) {
  const flag = button("report", "", () => openDialog(key, texts.report, flag, gone));
  flag.append(svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: FLAG })));
  flag.setAttribute("aria-label", texts.report.flag);
  flag.title = texts.report.flag;
  return flag;
}

function openDialog(key, texts, flag, gone) {
  const dialog = make("dialog", "report-dialog");
  const title = make("h2", "report-title", texts.title);
  const reasons = REASONS.map((reason) => button("report-reason", texts.reasons[reason], () => send(reason)));
  const cancel = button("report-cancel", texts.cancel, () => dialog.close());
  const said = make("p", "report-said");
  title.id = "report-title";
  said.setAttribute("role", "status");
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, ...reasons, said, cancel);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();

  async function send(reason) {
    const { hidden, problem } = await ask("/doodles/report", { key, reason });
    const settled = !problem || problem.code === "voted" || problem.code === "no_drawing";
    said.textContent = settled ? (hidden || problem?.code === "no_drawing" ? texts.thanks : texts.again) : (texts.problems[problem.code] ?? texts.notSent);
    if (!settled) return;
    for (const one of reasons) one.remove();
    cancel.textContent = texts.close;
    cancel.focus();
    flag.remove();
    gone();
  }
}
