// Many small canvases beside each other, with what the network sees in each. One frame of the screen serves them all.

import { make } from "../dom.js";
import { setText } from "../guesses.js";
import { gridFor } from "./grid.js";
import { Tile } from "./tile.js";

const CAPTION = 0.24; // of a sheet's width, under it
const GAP = 0.012; // of the space's width
const SMALL = 200; // pixels: narrower sheets have no room for a name beside the guess

export class Tiles {
  #place;
  #room;
  #tools;
  #tiles = new Map(); // member -> {element, tile, canvas, ...}
  #news = new Set();
  #canvases;
  #size = { width: 0 };
  #alone = null; // the member that is seen alone
  #frame = null;
  #colour = null;

  /**
   * place: the element. room: texts. canvases: as in canvases.js, a Map that changes. tools(member): an element under a tile, or
   * null. Clicking a tile, or Enter on it, shows it alone.
   */
  constructor(place, room, canvases, tools = () => null) {
    [this.#place, this.#room, this.#canvases, this.#tools] = [place, room, canvases, tools];
    new ResizeObserver(() => this.#lay()).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    place.addEventListener("keydown", (event) => event.key === "Escape" && this.zoom(null));
  }

  /** members: [{member, name, shown, hidden, status}] whose sheets are to be seen, in this order. */
  seat(members) {
    const wanted = new Set(members.map(({ member }) => member));
    for (const [member, { element }] of this.#tiles) {
      if (wanted.has(member)) continue;
      element.remove();
      this.#tiles.delete(member);
      if (this.#alone === member) this.#alone = null;
    }
    members.forEach((one, index) => {
      const tile = this.#tiles.get(one.member) ?? this.#make(one.member);
      if (this.#place.children[index] !== tile.element) this.#place.insertBefore(tile.element, this.#place.children[index] ?? null);
      setText(tile.name, one.name ?? "");
      tile.look.setAttribute("aria-label", this.#room.zoomOn(one.name ?? ""));
      tile.element.dataset.status = one.status ?? "";
      tile.element.toggleAttribute("data-unshown", one.shown === false || one.hidden === true);
      tile.update?.(one);
    });
    this.#lay();
  }

  /** These members' canvases have changed. */
  changed(members) {
    for (const member of members) this.#news.add(member);
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  zoom(member) {
    this.#alone = this.#alone === member ? null : member;
    this.#lay();
  }

  /** The page has other colours. */
  recolour() {
    this.#colour = null;
    for (const { tile } of this.#tiles.values()) tile.repaint();
    this.changed(this.#tiles.keys());
  }

  #make(member) {
    const [canvas, name] = [make("canvas", "tile-canvas"), make("span", "tile-name")];
    const [guess, bar, mark] = [make("span", "tile-guess"), make("span", "tile-bar"), make("span", "tile-mark")];
    const look = make("button", "tile-look", canvas, mark);
    look.type = "button";
    look.addEventListener("click", () => this.zoom(member));
    const tools = this.#tools(member);
    const caption = make("div", "tile-caption", make("span", "tile-track", bar), make("p", "tile-says", name, guess));
    const element = make("article", "tile", look, caption, tools?.element ?? null);
    const tile = { element, look, canvas, name, guess, bar, tile: new Tile(canvas), update: tools?.update };
    this.#tiles.set(member, tile);
    this.changed([member]);
    return tile;
  }

  #lay() {
    const { width, height } = this.#place.getBoundingClientRect();
    const gap = width * GAP;
    const shown = this.#alone === null ? this.#tiles.size : 1;
    this.#size = gridFor(shown, width, height, 1 / (1 + CAPTION), gap);
    const { style } = this.#place;
    style.setProperty("--columns", this.#size.columns);
    style.setProperty("--tile", `${Math.floor(this.#size.width)}px`);
    style.setProperty("--tile-gap", `${gap.toFixed(1)}px`);
    this.#place.toggleAttribute("data-small", this.#size.width < SMALL);
    for (const [member, { element }] of this.#tiles) element.hidden = this.#alone !== null && this.#alone !== member;
    this.changed(this.#tiles.keys());
  }

  #draw() {
    this.#frame = null;
    this.#colour ??= getComputedStyle(this.#place).getPropertyValue("--ink").trim();
    const pixels = Math.max(1, Math.round(this.#size.width * (window.devicePixelRatio || 1)));
    for (const member of this.#news) {
      const tile = this.#tiles.get(member);
      if (tile && !tile.element.hidden) this.#show(tile, this.#canvases.get(member), pixels);
    }
    this.#news.clear();
  }

  /** The word is kept back from a wall while the class guesses it. */
  #seen(word) {
    return word === "" ? this.#room.knowsIt : this.#room.bare(word);
  }

  #show({ element, tile, guess, bar }, canvas, pixels) {
    tile.show(canvas?.drawn ?? { strokes: [], down: false }, pixels, this.#colour);
    setText(guess, canvas?.guess && !canvas.over?.won ? this.#seen(canvas.guess[0]) : "");
    bar.style.setProperty("--p", (canvas?.over?.won ? 1 : (canvas?.p ?? 0)).toFixed(3));
    element.classList.toggle("is-won", Boolean(canvas?.over?.won));
    element.classList.toggle("is-over", Boolean(canvas?.over) && !canvas.over.won);
  }
}
