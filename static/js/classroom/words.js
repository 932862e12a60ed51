// The dialog in which a teacher chooses words: search, difficulty, themes, a list of their own as a link and as a file.

import { button, make } from "../dom.js";
import { keepFile } from "../end/files.js";
import { setText } from "../guesses.js";
import { MAX_COUNT } from "../wire.js";
import { found, linkTo, read, themesOf } from "./wordlist.js";

const LEVELS = ["mixed", "easy", "medium", "hard"];

/** dialog: a <dialog>. words: as in wordlist.js; chosen: those of the list. done(words): it was closed. */
export function chooseWords(dialog, texts, words, chosen, done) {
  let list = [...chosen];
  let level = "mixed";
  const search = make("input", "field");
  [search.type, search.placeholder] = ["search", texts.wordSearch];
  search.setAttribute("aria-label", texts.wordSearch);
  const [count, places, said, link] = [make("p", "words-count"), make("div", "words-list"), make("p", "words-said"), make("input", "field words-link")];
  [link.readOnly, link.hidden] = [true, true];
  const theme = themeList(words, texts);
  const matching = () => found(words, { text: search.value, level, theme: theme.value, name: texts.bare });
  const all = button("press is-plain", texts.wordsAll, () => ((list = [...new Set([...list, ...matching()])]), render()));
  const levels = LEVELS.map((one) => button("press", texts.difficulty[one], () => ((level = one), render())));

  function render() {
    levels.forEach((one, index) => one.setAttribute("aria-pressed", String(LEVELS[index] === level)));
    setText(count, texts.chosenWords(list.length));
    link.value = linkTo(location.origin, list);
    const others = matching().filter((word) => !list.includes(word));
    all.hidden = others.length === 0 || list.length + others.length > MAX_COUNT;
    places.replaceChildren(...[...list, ...others].map(wordButton));
  }

  function wordButton(word) {
    const element = button("press word", texts.bare(word), () => {
      list = list.includes(word) ? list.filter((one) => one !== word) : [...list, word];
      element.setAttribute("aria-pressed", String(list.includes(word))); // it stays where it is: the next tap goes to the next word
      setText(count, texts.chosenWords(list.length));
      link.value = linkTo(location.origin, list);
    });
    element.setAttribute("aria-pressed", String(list.includes(word)));
    return element;
  }

  const file = make("input", "unseen");
  [file.type, file.accept, file.tabIndex] = ["file", ".txt,text/plain", -1];
  file.setAttribute("aria-label", texts.wordsLoad);
  file.addEventListener("change", async () => {
    const { known, unknown } = read(await file.files[0].text(), words, texts.bare);
    file.value = ""; // the same file may be opened again
    list = known;
    setText(said, unknown.length > 0 ? texts.wordsUnknown(unknown) : "");
    render();
  });
  const acts = make(
    "div", "words-acts",
    button("press", texts.wordsLink, () => { link.hidden = false; link.select(); }),
    button("press", texts.wordsSave, () => keepFile(new File([`${list.join("\n")}\n`], "inkling-words.txt", { type: "text/plain" }))),
    button("press", texts.wordsLoad, () => file.click()),
    button("press is-plain", texts.wordsClear, () => { list = []; render(); }),
  );
  search.addEventListener("input", render);
  theme.addEventListener("change", render);
  dialog.replaceChildren(
    make("h2", "host-title", texts.ownWords), search, make("div", "words-levels", ...levels, theme), make("div", "words-levels", count, all), places, said, acts, link, file,
    button("press is-main", texts.doneChoosing, () => dialog.close()),
  );
  dialog.addEventListener("close", () => done(list), { once: true });
  render();
  dialog.showModal();
}

/** A list of what words may be about. */
function themeList(words, texts) {
  const there = themesOf(words, Object.keys(texts.theme));
  const select = make("select", "field words-theme", new Option(texts.anyTheme, ""), ...there.map((theme) => new Option(texts.theme[theme], theme)));
  select.setAttribute("aria-label", texts.themeAsk);
  return select;
}
