// A teacher's list of words on its way out and in: as a link, and as a file.

import { button, make } from "../dom.js";
import { keepFile } from "../end/files.js";
import { setText } from "../guesses.js";
import { linkTo, read } from "./wordlist.js";

/** list() -> the words chosen; choose(words): chooses others. Returns {elements, show(list)}. */
export function wordFile(words, texts, list, choose) {
  const [said, link] = [make("p", "words-said"), make("input", "field words-link")];
  [link.readOnly, link.hidden] = [true, true];
  const file = fileInput(texts, (text) => {
    const { known, unknown } = read(text, words, texts.bare);
    setText(said, unknown.length > 0 ? texts.wordsUnknown(unknown) : "");
    choose(known);
  });
  const showLink = () => {
    link.hidden = false;
    link.select();
  };
  const acts = make(
    "div", "words-acts",
    button("press", texts.wordsLink, showLink),
    button("press", texts.wordsSave, () => keepFile(new File([`${list().join("\n")}\n`], "inkling-words.txt", { type: "text/plain" }))),
    button("press", texts.wordsLoad, () => file.click()),
    button("press is-plain", texts.wordsClear, () => choose([])),
  );
  const show = (chosen) => (link.value = linkTo(location.origin, chosen));
  return { elements: [said, acts, link, file], show };
}

/** opened(text): of a file that was chosen. */
function fileInput(texts, opened) {
  const file = make("input", "unseen");
  [file.type, file.accept, file.tabIndex] = ["file", ".txt,text/plain", -1];
  file.setAttribute("aria-label", texts.wordsLoad);
  file.addEventListener("change", async () => {
    opened(await file.files[0].text());
    file.value = ""; // the same file may be opened again
  });
  return file;
}
