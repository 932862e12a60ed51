// Which words a teacher is shown: by what is typed, how hard they are, and what they are about.

import { make } from "../dom.js";
import { pressed } from "./pressed.js";
import { found, themesOf } from "./wordlist.js";

const LEVELS = ["mixed", "easy", "medium", "hard"];

/** words: as in wordlist.js. changed(): others match by now. Returns {search, levels: elements, matching() -> words}. */
export function wordFilter(words, texts, changed) {
  let level = LEVELS[0];
  const search = make("input", "field");
  [search.type, search.placeholder] = ["search", texts.wordSearch];
  search.setAttribute("aria-label", texts.wordSearch);
  const theme = themeList(words, texts);
  const buttons = LEVELS.map((one) => pressed(texts.difficulty[one], one === level, () => choose(one)));

  function choose(chosen) {
    level = chosen;
    buttons.forEach((one, index) => one.setAttribute("aria-pressed", String(LEVELS[index] === level)));
    changed();
  }

  search.addEventListener("input", changed);
  theme.addEventListener("change", changed);
  const matching = () => found(words, { text: search.value, level, theme: theme.value, name: texts.bare });
  return { search, levels: make("div", "words-levels", ...buttons, theme), matching };
}

/** A list of what words may be about. */
function themeList(words, texts) {
  const there = themesOf(words, Object.keys(texts.theme));
  const select = make("select", "field words-theme", new Option(texts.anyTheme, ""), ...there.map((theme) => new Option(texts.theme[theme], theme)));
  select.setAttribute("aria-label", texts.themeAsk);
  return select;
}
