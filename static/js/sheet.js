// The sheet of paper on the screen: how large it is, what board it is for, and where on the board a pointer is.

import { boardFor, fit } from "./geometry.js";

export class Sheet {
  #desk;
  #canvas;
  #style;

  /** desk: the element the sheet lies in; canvas: what is drawn on; style: where its size is told to the stylesheets. */
  constructor(desk, canvas, style) {
    [this.#desk, this.#canvas, this.#style] = [desk, canvas, style];
  }

  /** The board that fills the desk best. */
  board() {
    const { width, height } = this.#desk.getBoundingClientRect();
    return boardFor(width, height);
  }

  /** Makes the sheet as large as the desk allows a sheet for this board. */
  lay(board) {
    const space = this.#desk.getBoundingClientRect();
    const { width, height } = fit(board, space.width, space.height);
    this.#style.setProperty("--sheet-width", `${Math.floor(width)}px`);
    this.#style.setProperty("--sheet-height", `${Math.floor(height)}px`);
  }

  /** Where a pointer event is, in board units; perhaps off the board. */
  place(event, board) {
    const box = this.#canvas.getBoundingClientRect();
    const scale = board.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  /** Calls back when the desk has another size; and when the screen has another sharpness, or a tab wakes up without its pixels. */
  watch(resized, sharpened) {
    new ResizeObserver(resized).observe(this.#desk);
    document.addEventListener("visibilitychange", sharpened);
    this.#watchSharpness(sharpened);
  }

  /** A window moved to another screen, or zoomed, has another sharpness; a query for the old one then stops matching. */
  #watchSharpness(sharpened) {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        this.#watchSharpness(sharpened);
        sharpened();
      },
      { once: true },
    );
  }
}
