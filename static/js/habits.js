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
  #usual;
  #chosen;
  #keep;

  /** kept: what `keep` was given once, or anything else, which then counts as nothing. usual: other defaults on this device. */
  constructor(kept, keep, usual = {}) {
    const fits = (name) => typeof kept?.[name] === typeof (DEFAULTS[name] ?? "");
    this.#usual = { ...DEFAULTS, ...usual };
    this.#chosen = Object.fromEntries(Object.keys(DEFAULTS).filter(fits).map((name) => [name, kept[name]]));
    this.#keep = keep;
  }

  get(name) {
    return this.#chosen[name] ?? this.#usual[name];
  }

  set(name, value) {
    if (this.get(name) === value) return;
    this.#chosen = { ...this.#chosen, [name]: value };
    this.#keep(this.#chosen);
  }
}

const KEY = "inkling.habits";

/**
 * The habits of this device: where nothing is to move, nothing makes a noise unasked, either. Some browsers forbid to keep any;
 * then they last as long as the page.
 */
export function habitsHere() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
  } catch {
    // forbidden, or spoilt
  }
  const keep = (chosen) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // full, or forbidden
    }
  };
  return new Habits(kept, keep, { muted: matchMedia("(prefers-reduced-motion: reduce)").matches });
}
