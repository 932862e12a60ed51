// The end of a match: what came of it, all drawings in a strip, and the chosen one at length. It only reads the state.

import { button, make } from "../dom.js";
import { setText } from "../guesses.js";
import { summaryOf } from "../match.js";
import { cardOf } from "./card.js";
import { detail, titleOf } from "./detail.js";
import { keepFile, mayShare, share } from "./files.js";
import { working } from "./keepings.js";
import { closeUp, paint, pictureOf } from "./picture.js";
import { replayOf } from "./replay.js";

/** actions: {again(), home(), explain(id): asks how a round came to its end; resolves to {} or {problem}, give: an element between drawings and look}. Returns render(state). */
export function ending(page, texts, actions) {
  const element = page.getElementById("end");
  const colours = screenColours(page);
  const view = new View(element, texts, actions, colours);
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
    matchMedia(query).addEventListener("change", () => view.repaint());
  }
  new ResizeObserver(() => view.repaint()).observe(element);
  return ({ phase, match }) => {
    if (phase !== "end") view.close();
    else view.show(match);
  };
}

class View {
  #element;
  #texts;
  #actions;
  #colours;
  #match = null; // the match on the screen
  #chosen = null; // the id of the record looked at
  #detail = null;
  #told = undefined; // what #detail knows of the server's explanation
  #thumbs = []; // {record, canvas, button}
  #waiting = null; // the record that the server is explaining: it takes one at a time
  #refused = new Set(); // those it can say nothing about

  constructor(element, texts, actions, colours) {
    [this.#element, this.#texts, this.#actions, this.#colours] = [element, texts, actions, colours];
  }

  close() {
    if (!this.#match) return;
    this.#detail?.stop();
    this.#element.hidden = true;
    this.#element.replaceChildren();
    [this.#match, this.#chosen, this.#detail, this.#thumbs, this.#waiting] = [null, null, null, [], null];
  }

  show(match) {
    if (match === this.#match) return;
    const isNew = match.id !== this.#match?.id || match.album.length !== this.#match.album.length;
    this.#match = match;
    if (!isNew) return this.#refresh();
    this.#element.hidden = false;
    this.#detail?.stop();
    const place = make("div", "look-place");
    this.#element.replaceChildren(this.#head(), this.#strip(), this.#actions.give, place);
    this.#choose(bestOf(match.album));
    this.repaint();
    this.#element.scrollTop = 0;
    this.#element.querySelector("h1, h2")?.focus({ preventScroll: true });
  }

  repaint() {
    for (const { record, canvas } of this.#thumbs) thumbnail(record, canvas, this.#colours());
    this.#detail?.repaint();
  }

  #head() {
    const { again, home } = this.#actions;
    const [big, small] = headline(this.#match, this.#texts);
    const title = make("h2", "end-title", big);
    title.tabIndex = -1;
    const said = make("p", "keep-said");
    said.setAttribute("role", "status");
    const name = (record) => titleOf(record, this.#texts);
    const card = () => cardOf(this.#match.album, big, name, this.#texts.title);
    const actions = [
      button("tool tool-next end-again", this.#texts.again, again),
      button("tool end-home", this.#texts.home, home),
      this.#match.album.length > 0 ? working(this.#texts.card, said, this.#texts, card, mayShare() ? share : keepFile) : null,
    ];
    return make("header", "end-head", make("div", "end-said", title, make("p", "end-line", small)), make("div", "end-actions", ...actions, said));
  }

  #strip() {
    const { album } = this.#match;
    if (album.length === 0) return make("p", "end-nothing", this.#texts.nothingDrawn);
    this.#thumbs = album.map((record, index) => this.#thumb(record, index));
    const strip = make("ul", "strip", ...this.#thumbs.map(({ button: thumb }) => make("li", "strip-item", thumb)));
    strip.setAttribute("aria-label", this.#texts.drawings);
    return strip;
  }

  #thumb(record, index) {
    const canvas = make("canvas", "thumb-canvas");
    const label = record.word ? this.#texts.drawingOf(record.word, record.won) : this.#texts.aDrawing(index + 1);
    const mark = record.word ? make("span", `mark is-${record.won ? "won" : "missed"}`) : null;
    const caption = make("span", "thumb-name", mark, make("span", "thumb-word", titleOf(record, this.#texts)));
    const element = button("thumb", "", () => this.#choose(record.id));
    element.append(canvas, caption);
    element.setAttribute("aria-label", label);
    return { record, canvas, button: element };
  }

  #choose(id) {
    if (id === null || id === this.#chosen) return;
    this.#chosen = id;
    this.#detail?.stop();
    const record = this.#record();
    [this.#detail, this.#told] = [detail(record, this.#texts, this.#colours), record.explained];
    this.#element.querySelector(".look-place").replaceChildren(this.#detail.element);
    for (const { record: other, button: thumb } of this.#thumbs) thumb.setAttribute("aria-pressed", String(other.id === id));
    this.#thumbs.find(({ record: other }) => other.id === id).button.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#detail.repaint();
    this.#ask();
  }

  /** Has the chosen drawing explained, unless that is done, or another one is on its way. */
  async #ask() {
    const { id, explained } = this.#record() ?? { explained: true };
    if (explained || this.#waiting || this.#refused.has(id)) return;
    this.#waiting = id;
    const { problem } = await this.#actions.explain(id);
    if (!problem || this.#waiting !== id) return;
    if (problem.code !== "silent") this.#refused.add(id);
    this.#waiting = null;
  }

  /** The server has told more about the drawings. */
  #refresh() {
    const record = this.#record();
    if (record && record.explained !== this.#told) this.#detail.learn(record);
    this.#told = record?.explained;
    if (this.#match.album.find(({ id }) => id === this.#waiting)?.explained) this.#waiting = null;
    this.#ask();
    const [big, small] = headline(this.#match, this.#texts);
    setText(this.#element.querySelector(".end-title"), big);
    setText(this.#element.querySelector(".end-line"), small);
  }

  #record() {
    const record = this.#match.album.find(({ id }) => id === this.#chosen);
    return record && { ...record, threshold: this.#match.threshold };
  }
}

/** The drawing to look at first: a miss can be learnt from; else the one that took longest. Null when there is none. */
function bestOf(album) {
  const missed = album.filter(({ won, word }) => !won && word !== null);
  const pool = missed.length > 0 ? missed : album;
  return pool.reduce((best, record) => (best && best.ms >= record.ms ? best : record), null)?.id ?? null;
}

function headline(match, texts) {
  const { won, of, fastest } = summaryOf(match);
  if (match.mode === "zen") return [texts.sheets(match.album.length), texts.endZen];
  const small = fastest === null ? texts.endLine(0) : `${texts.endLine(won / of)} ${texts.fastest(fastest)}`;
  if (match.mode === "streak") return [texts.streakOf(won), small];
  return [match.mode === "sprint" ? texts.recognized(won) : texts.score(won, of), small];
}

function thumbnail(record, canvas, colours) {
  const width = Math.max(1, Math.round(canvas.clientWidth * (window.devicePixelRatio || 1)));
  const height = Math.max(1, Math.round(canvas.clientHeight * (window.devicePixelRatio || 1)));
  const strokes = replayOf(record.entries).strokes(Infinity);
  const view = closeUp(strokes, record.board);
  const scale = Math.min(width / view.width, height / view.height);
  [canvas.width, canvas.height] = [Math.round(view.width * scale), Math.round(view.height * scale)];
  paint(canvas.getContext("2d"), { ...pictureOf(record, strokes, ""), view }, colours, scale);
}

/** The colours of the page as they are now. */
function screenColours(page) {
  return () => {
    const style = getComputedStyle(page.body);
    const colour = (name) => style.getPropertyValue(name).trim();
    return { ink: colour("--ink"), marker: colour("--marker"), against: colour("--against"), inks: (name) => colour(`--ink-${name}`) };
  };
}
