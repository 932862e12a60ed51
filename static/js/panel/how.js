// The panel "How I decide", for whoever opens it. While it is closed it costs nothing, and the server sends nothing for it.

import { setText } from "../guesses.js";
import { HIDDEN } from "../wire.js";
import { bars } from "./bars.js";
import { isUnsure } from "./doubt.js";
import { memoryPicture } from "./memory.js";
import { strokesPicture, voiceOf } from "./strokes.js";

const APART_MS = 50; // twenty pictures a second, so that it never slows the pen down
const WORDS = 345; // that the network chooses from, or about so many
const TOP = 3; // guesses of the reference network
const MOST = 6; // strokes whose numbers are shown
const EVERYTHING = { hidden: true, reference: true, strokes: true };

export class How {
  #watch;
  #opened;
  #habits;
  #still;
  #page;
  #parts;
  #asked = ""; // the round and the link that the server was asked to tell more of
  #told = {}; // what it told last: {round, hidden, reference, strokes}
  #shownAt = -Infinity;

  /** habits: as in habits.js. still: matches where nothing may move. watch(wanted): asks the server, as in net.js. opened(). */
  constructor(page, texts, habits, still, watch, opened) {
    [this.#page, this.#habits, this.#still, this.#watch, this.#opened] = [page, habits, still, watch, opened];
    this.#parts = parts(page, texts);
    this.#switch("how-open", "aria-expanded", "how", "how");
    this.#switch("how-numbers", "aria-pressed", "numbers", "numbers");
  }

  /** A `guess` message. */
  hear({ round, hidden, reference, strokes }) {
    const before = this.#told.round === round ? this.#told : { round };
    this.#told = { ...before, ...(hidden && { hidden }), ...(reference && { reference }), ...(strokes && { strokes }) };
  }

  /** Shows the state. Call it with every frame; it does not take part in all of them. */
  follow(state, now) {
    if (!this.#habits.get("how")) return;
    this.#ask(state);
    if (now - this.#shownAt < APART_MS) return;
    this.#shownAt = now;
    const told = this.#told.round === state.round?.id ? this.#told : {};
    for (const part of this.#parts) part(state, told, now, this.#still.matches);
  }

  #ask({ phase, round, link }) {
    const asked = phase === "drawing" && link === "up" ? round.id : "";
    if (asked && asked !== this.#asked) this.#watch(EVERYTHING);
    this.#asked = asked;
  }

  /** A button that switches a habit, which the stylesheets know from the body. */
  #switch(id, attribute, habit, name) {
    const button = this.#page.getElementById(id);
    const show = () => {
      button.setAttribute(attribute, String(this.#habits.get(habit)));
      this.#page.body.dataset[name] = this.#habits.get(habit) ? "shown" : "";
    };
    button.addEventListener("click", () => {
      this.#habits.set(habit, !this.#habits.get(habit));
      if (habit === "how" && !this.#habits.get("how") && this.#asked) this.#watch({});
      this.#asked = "";
      this.#shownAt = -Infinity;
      show();
      this.#opened(); // after a round no frame comes by itself
    });
    show();
  }
}

/** Functions (state, told, now, still) that show one thing each. */
function parts(page, texts) {
  const at = (id) => page.getElementById(id);
  return [thoughts(at, texts), strokes(at, texts), memory(at, texts), reference(at, texts)];
}

function thoughts(at, texts) {
  const render = bars(at("how-bars"), texts);
  return ({ slots, guesses }) => {
    const unsure = isUnsure(guesses, WORDS);
    render(slots.map(({ word, p }) => [word, p]), unsure);
    at("how-unsure").hidden = !unsure;
  };
}

function strokes(at, texts) {
  const render = strokesPicture(at("how-strokes"), (name) => colour(at("how-strokes"), `--${name}`));
  return ({ drawing, round, lead }, { strokes: changes = [] }) => {
    render(drawing, changes);
    const word = round?.word ?? lead.word;
    const voices = new Set(changes.map(voiceOf));
    at("how-for").hidden = !word || !voices.has("for");
    at("how-against").hidden = !word || !voices.has("against");
    if (word) setText(at("how-for"), texts.spokeFor(word));
    if (word) setText(at("how-against"), texts.spokeAgainst(word));
    at("how-to-come").hidden = voices.has("for") || voices.has("against");
    setText(at("how-changes"), loudest(changes).map(([change, index]) => texts.strokeIs(index + 1, signed(change, texts))).join("\n"));
  };
}

/** The strokes that said most, in their order: [change, index]. */
function loudest(changes) {
  const sorted = changes.map((change, index) => [change, index]).sort(([a], [b]) => Math.abs(b) - Math.abs(a));
  return sorted.slice(0, MOST).sort(([, a], [, b]) => a - b);
}

const signed = (change, texts) => `${change < 0 ? "−" : "+"}${texts.percent(Math.abs(change))}`;

function memory(at, texts) {
  const canvas = at("how-memory");
  const render = memoryPicture(canvas, (name) => colour(canvas, name === "glow" ? "--swash" : "--drop"));
  setText(at("how-memory-is"), texts.stateIs(HIDDEN));
  return (state, { hidden = [] }, now, still) => {
    canvas.classList.toggle("is-blank", hidden.length === 0);
    if (hidden.length > 0) render(hidden, now, still);
  };
}

function reference(at, texts) {
  const render = bars(at("how-reference-bars"), texts);
  return ({ lead }, { reference: guesses }) => {
    at("how-reference").hidden = !guesses;
    if (!guesses) return;
    render(guesses.slice(0, TOP), isUnsure(guesses, WORDS));
    const [word] = guesses[0];
    setText(at("how-reference-is"), word === lead.word ? texts.sameThought(word) : texts.otherThought(word));
  };
}

const colour = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();
