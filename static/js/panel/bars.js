// The likeliest words as bars, each with a word for how likely it is, and with the number for those who want it.

import { setText } from "../guesses.js";
import { sureness } from "./doubt.js";

/** list: an empty <ol>. Returns render([[word, p], ..], unsure), which keeps the rows it has. */
export function bars(list, texts) {
  return function render(guesses, unsure) {
    while (list.children.length < guesses.length) list.append(row(list.ownerDocument));
    while (list.children.length > guesses.length) list.lastChild.remove();
    list.classList.toggle("is-unsure", unsure);
    guesses.forEach(([word, p], index) => {
      const [name, how, number] = list.children[index].children;
      list.children[index].style.setProperty("--p", p.toFixed(3));
      setText(name, texts.bare(word));
      setText(how, texts.sureness[sureness(p)]);
      setText(number, texts.percent(p));
    });
  };
}

function row(page) {
  const item = page.createElement("li");
  item.className = "how-bar";
  for (const kind of ["how-word", "how-sure", "how-number"]) {
    const part = page.createElement("span");
    part.className = kind;
    item.append(part);
  }
  return item;
}
