// The buttons under a drawing: keep it as a file, or hand it on where the browser can.

import { button, make } from "../dom.js";
import { setText } from "../guesses.js";
import { fileOf, keepFile, mayShare, share } from "./files.js";
import { replayOf } from "./replay.js";

const KINDS = ["png", "gif", "svg"];

/** record: as in match.js; title: what it is a drawing of. */
export function keepings(record, title, texts) {
  const replay = replayOf(record.entries);
  const said = make("p", "keep-said");
  said.setAttribute("role", "status");
  const maker = (kind) => () => fileOf(kind, record, replay, title);
  const buttons = KINDS.map((kind) => working(texts.kinds[kind], said, texts, maker(kind), keepFile));
  if (mayShare()) buttons.push(working(texts.share, said, texts, maker("png"), share));
  return make("section", "fact keep", make("h3", "fact-title", texts.keepAs), make("div", "keep-kinds", ...buttons), said);
}

/** A button that makes a file, which takes a while, and then does something with it. */
export function working(text, said, texts, makeFile, then) {
  const element = button("keep-kind", text, async () => {
    if (element.disabled) return;
    element.disabled = true;
    setText(said, texts.making);
    try {
      await then(await makeFile());
      setText(said, "");
    } catch {
      setText(said, texts.notMade); // no memory for the pixels, or a browser that forbids it
    }
    element.disabled = false;
  });
  return element;
}
