// Whatever draws on this page: pointers and the keyboard's pen, and what they show beside their ink.

import { inInk } from "./drawing.js";
import { KeyPen } from "./keypen.js";
import { Palms } from "./palms.js";
import { bindPen } from "./pen.js";

/**
 * page: the document. habits: as in habits.js. board: {accepts() -> may a stroke begin?, isDown() -> is one being drawn?,
 * size() -> {width, height}, place(event) -> [x, y], time(event) -> ms, ink() -> the name of the ink to draw in or null,
 * down(point), move([points]), up(), withdraw()}, in board units.
 */
export function bindHands(page, texts, habits, board) {
  const canvas = page.getElementById("board");
  const offer = page.getElementById("fingers");
  const palms = new Palms(habits, (shown) => (offer.hidden = !shown));
  page.getElementById("let-fingers").addEventListener("click", () => palms.letFingers());
  const accepts = () => board.accepts() && !board.isDown(); // one hand at a time
  const down = (point) => board.down(board.ink() ? inInk(point, board.ink()) : point);
  const move = (points) => (board.accepts() ? board.move(points) : board.up()); // a pause ends the stroke that is being drawn
  bindPen(canvas, {
    ...board,
    accepts,
    down,
    move,
    board: board.size,
    fingersDraw: () => palms.fingersDraw(),
    refused: () => palms.refused(performance.now()),
    penSeen: () => palms.penSeen(performance.now()),
  });
  const clock = { now: () => performance.now(), frame: (callback) => requestAnimationFrame(callback) };
  new KeyPen(canvas, { ...board, accepts, down, move, ...marks(page, texts, board.size) }, clock);
}

/** The mark that shows where the keyboard's pen is, and the words that say it. */
function marks(page, texts, size) {
  const [nib, said] = [page.getElementById("nib"), page.getElementById("nib-said")];
  const share = ([x, y]) => [x / size().width, y / size().height];
  return {
    show(mark) {
      nib.hidden = mark === null;
      if (mark === null) return;
      const [x, y] = share(mark.at);
      nib.style.setProperty("--x", x.toFixed(4));
      nib.style.setProperty("--y", y.toFixed(4));
      nib.classList.toggle("is-down", mark.down);
    },
    say(down, at) {
      said.textContent = (down ? texts.penDown : texts.penUp)(...share(at));
    },
  };
}

/**
 * The board is a tool while a round runs, and a picture else. Whoever plays with the keyboard finds the focus on it when a round
 * begins, or when a button has nothing left to do, and on the way on when it ends; nobody else's focus is moved.
 */
export function followFocus(page) {
  const canvas = page.getElementById("board");
  const stage = page.querySelector("main");
  let [byKey, before, focused] = [false, null, null];
  page.addEventListener("keydown", () => (byKey = true), true);
  page.addEventListener("pointerdown", () => (byKey = false), true);
  page.addEventListener("focusin", ({ target }) => (focused = target));
  function follow() {
    const { phase } = page.body.dataset;
    if (phase === before) return; // written again with every frame: only a change moves the focus
    before = phase;
    const drawing = phase === "drawing";
    const left = !drawing && (page.activeElement === canvas || (byKey && page.activeElement?.closest(".tools-drawing")));
    canvas.tabIndex = drawing ? 0 : -1;
    canvas.setAttribute("role", drawing ? "application" : "img");
    if (drawing && byKey) canvas.focus({ preventScroll: true });
    if (left) page.getElementById("next").focus({ preventScroll: true });
  }
  function goOnDrawing() {
    const lost = focused?.closest(":disabled, [hidden]") && [focused, page.body].includes(page.activeElement);
    if (byKey && before === "drawing" && lost) canvas.focus({ preventScroll: true });
  }
  new MutationObserver(follow).observe(page.body, { attributeFilter: ["data-phase"] });
  new MutationObserver(goOnDrawing).observe(stage, { subtree: true, attributeFilter: ["disabled", "hidden"] });
  follow();
}
