// What this page has learned about its player: kept for good, on this device only.

const DEFAULTS = Object.freeze({
  pen: false, // a pen was seen: fingers and palms do not draw
  muted: false, // it neither talks nor makes sounds
  letters: true, // single letters are shortcuts
  how: false, // the panel "How I decide" is open
  numbers: false, // with its numbers
  ink: null, // the name of the ink in use (inks.js)
});

export class Habits {
  #known;
  #keep;

  /** kept: what `keep` was given once, or anything else, which then counts as nothing. */
  constructor(kept, keep) {
    const fits = ([name, usual]) => [name, typeof kept?.[name] === typeof (usual ?? "") ? kept[name] : usual];
    this.#known = Object.fromEntries(Object.entries(DEFAULTS).map(fits));
    this.#keep = keep;
  }

  get(name) {
    return this.#known[name];
  }

  set(name, value) {
    if (this.#known[name] === value) return;
    this.#known = { ...this.#known, [name]: value };
    this.#keep(this.#known);
  }
}

const KEY = "inkling.habits";

/** The habits of this device. Some browsers forbid to keep any; then they last as long as the page. */
export function habitsHere() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
  } catch {
    // forbidden, or spoilt
  }
  return new Habits(kept, (known) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(known));
    } catch {
      // full, or forbidden
    }
  });
}
