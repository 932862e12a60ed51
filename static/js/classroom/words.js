// The dialog in which a teacher chooses words.

import { button, make } from "../dom.js";
import { setText } from "../guesses.js";
import { MAX_COUNT } from "../wire.js";
import { openDialog } from "./hostdialog.js";
import { pressed } from "./pressed.js";
import { wordFile } from "./wordfile.js";
import { wordFilter } from "./wordfilter.js";

/** dialog: a <dialog>. words: as in wordlist.js; chosen: those of the list. done(words): it was closed. */
export function chooseWords(dialog, texts, words, chosen, done) {
  let list = [...chosen];
  const filter = wordFilter(words, texts, render);
  const file = wordFile(words, texts, () => list, choose);
  const [count, places] = [make("p", "words-count"), make("div", "words-list")];
  const all = button("press is-plain", texts.wordsAll, () => choose([...new Set([...list, ...filter.matching()])]));

  function choose(others) {
    list = others;
    render();
  }

  function render() {
    const others = filter.matching().filter((word) => !list.includes(word));
    all.hidden = others.length === 0 || list.length + others.length > MAX_COUNT;
    places.replaceChildren(...[...list, ...others].map(wordButton));
    tell();
  }

  /** It stays where it is when it is pressed: the next tap goes to the next word. */
  function wordButton(word) {
    const element = pressed(texts.bare(word), list.includes(word), () => {
      list = list.includes(word) ? list.filter((one) => one !== word) : [...list, word];
      element.setAttribute("aria-pressed", String(list.includes(word)));
      tell();
    });
    element.classList.add("word");
    return element;
  }

  function tell() {
    setText(count, texts.chosenWords(list.length));
    file.show(list);
  }

  const close = button("press is-main", texts.doneChoosing, () => dialog.close());
  dialog.addEventListener("close", () => done(list), { once: true });
  render();
  openDialog(dialog, texts.ownWords, filter.search, filter.levels, make("div", "words-levels", count, all), places, ...file.elements, close);
}
