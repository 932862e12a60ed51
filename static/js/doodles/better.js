// The better word for a drawing: typed, completed from the words of the game, taken with Enter.

import { make } from "../dom.js";

const MOST = 6; // completions
let words = null; // asked for once

/** The words that go on from what was typed: those that begin with it, then those in which a word does. Pure. */
export function completions(all, typed, most = MOST) {
  const start = typed.trim().toLowerCase();
  if (!start) return [];
  const found = (test) => all.filter((word) => test(word.toLowerCase()));
  return [...new Set([...found((word) => word.startsWith(start)), ...found((word) => word.includes(` ${start}`))])].slice(0, most);
}

export class Better {
  #form;
  #field;
  #list;
  #chosen = 0;

  /** form, field, list: its elements. taken(word): the moderator has decided. */
  constructor(form, field, list, taken) {
    [this.#form, this.#field, this.#list] = [form, field, list];
    field.addEventListener("input", () => this.#render(0));
    field.addEventListener("keydown", (event) => this.#move(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const word = this.#found()[this.#chosen];
      if (word) taken(word);
    });
    list.addEventListener("click", ({ target }) => target.getAttribute("role") === "option" && taken(target.textContent));
  }

  async open() {
    this.#form.hidden = false;
    this.#field.value = "";
    this.#render(0);
    this.#field.focus();
    words ??= await fetchWords();
    this.#render(0);
  }

  close() {
    if (this.#form.hidden) return;
    this.#form.hidden = true;
    this.#field.blur();
  }

  #found() {
    return completions(words ?? [], this.#field.value);
  }

  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { length } = this.#found();
    if (!step || length === 0) return;
    event.preventDefault();
    this.#render((this.#chosen + step + length) % length);
  }

  #render(chosen) {
    this.#chosen = chosen;
    const options = this.#found().map((word, index) => {
      const option = make("li", "", word);
      option.id = `better-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(index === chosen));
      return option;
    });
    this.#list.replaceChildren(...options);
    this.#field.setAttribute("aria-expanded", String(options.length > 0));
    if (options.length > 0) this.#field.setAttribute("aria-activedescendant", `better-${chosen}`);
    else this.#field.removeAttribute("aria-activedescendant");
  }
}

async function fetchWords() {
  try {
    return (await (await fetch("/words.json")).json()).words.map(([word]) => word);
  } catch {
    return null; // the next time it is opened
  }
}
