// The Inkling itself: a drop of ink that watches the pen. It has a mood, chosen here, and drawn by panel.css.

import { leading } from "./state.js";

const SURE = 0.45;
const GUESSING = 0.1;

/** One word for how it looks now. Pure. */
export function moodOf(state) {
  if (state.link === "lost" || state.verdict?.reason === "lost") return "asleep";
  if (state.phase === "asking") return "thinking";
  if (state.phase === "over") return state.verdict.won ? "glad" : "sorry";
  if (state.phase === "start") return "awake";
  const p = leading(state)?.p ?? 0;
  if (p >= SURE) return "sure";
  return p >= GUESSING ? "guessing" : "thinking";
}

/** svg: the drawing of it. Returns render(state, board): board is the canvas's box on the screen. */
export function inkling(svg) {
  const pupils = svg.querySelector(".pupils");
  return function render(state, board) {
    svg.dataset.mood = moodOf(state);
    const [x, y] = gaze(state, board, svg.getBoundingClientRect());
    pupils.style.setProperty("--look-x", x.toFixed(2));
    pupils.style.setProperty("--look-y", y.toFixed(2));
  };
}

/** Where it looks, -1..1 to the right and down: at the newest ink, or else at the board. */
function gaze(state, board, self) {
  const stroke = state.drawing.strokes[state.drawing.strokes.length - 1];
  const { width, height } = state.board;
  const [x, y] = state.phase === "drawing" && stroke ? stroke[stroke.length - 1] : [width / 2, height / 2];
  const dx = board.left + (x / width) * board.width - (self.left + self.width / 2);
  const dy = board.top + (y / height) * board.height - (self.top + self.height / 2);
  const far = Math.max(Math.hypot(dx, dy), 1);
  const strength = Math.min(1, far / 120);
  return [(dx / far) * strength, (dy / far) * strength];
}
