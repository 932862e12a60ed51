// Joins the parts: the pen and the keys change the state and go to the server, the server's answers change the state, and each
// frame shows it. The only module that knows all the others.

import { io } from "/static/vendor/socket.io.esm.min.js";
import { Board } from "./canvas.js";
import { beganAt } from "./clock.js";
import { habitsHere } from "./habits.js";
import { bindHands, followFocus } from "./hands.js";
import { hud } from "./hud.js";
import { inkFor } from "./inks.js";
import { bindKeys } from "./keys.js";
import { Connection } from "./net.js";
import { Sheet } from "./sheet.js";
import { texts } from "./spoken.js";
import * as rules from "./state.js";
import * as storage from "./storage.js";

const BACK_MS = 3000; // for so long "connected again" is shown

const query = new URLSearchParams(location.search);
const canvas = document.getElementById("board");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

let state = rules.initial;
let backAt = -Infinity; // when the link came back
let latest = 0; // the newest time given to a point of this round: times never go backwards
let frame = null;

const habits = habitsHere();
const sheet = new Sheet(document.getElementById("desk"), canvas, document.body.style);
const board = new Board(canvas);
const show = hud(document, texts, { act, dismiss: () => change(rules.troubled(state, null)) });
const saved = storage.load();
const link = { transports: ["websocket", "polling"], tryAllTransports: true, reconnectionDelay: 300, reconnectionDelayMax: 3000 };
const net = new Connection(io(link), {
  saved,
  keep: storage.keep,
  heard: { link: linked, resumed, guess, over, vanished, problem },
});

// --- the screen

function change(next) {
  if (next === state) return;
  state = next;
  redraw();
}

function redraw() {
  frame ??= requestAnimationFrame(draw);
}

function draw() {
  frame = null;
  const now = performance.now();
  const back = now - backAt < BACK_MS;
  state = rules.settled(state, now);
  board.draw(state, now, still.matches);
  show(state, now, back ? texts.linkBack : null);
  if (state.phase === "drawing" || back || board.moving(state, now)) redraw();
}

function resize() {
  change(rules.reshaped(state, sheet.board()));
  sheet.lay(state.board);
  redraw();
}

function repaint() {
  board.repaint();
  redraw();
}

// --- the player

function act(name) {
  if (name === "next") return rules.mayGoOn(state, performance.now()) ? ask() : undefined;
  if (name === "skip") return rules.can(state, "skip") ? skip() : undefined;
  penUp();
  const next = rules.edited(state, name);
  if (next === state) return;
  change(next);
  net.edit(name);
}

function skip() {
  penUp();
  net.skip();
  ask();
}

async function ask() {
  change(rules.asked(state));
  const { ack, problem: trouble, sentAt, answeredAt } = await net.start(wishes());
  if (trouble) return change(rules.troubled(rules.unasked(state), trouble));
  begin({ id: ack.round, word: ack.word, seconds: ack.seconds, startedAt: beganAt(sentAt, answeredAt) });
}

/** ?word= and ?seconds= in the address are for teachers and tests; the word is asked for once, then others follow. */
function wishes() {
  const [word, seconds] = [query.get("word"), Number(query.get("seconds"))];
  query.delete("word");
  return { mode: "classic", ...(word && { word }), ...(seconds > 0 && { seconds }) };
}

function begin(round, entries = []) {
  latest = Math.max(0, ...entries.flatMap((entry) => entry.t ?? []));
  change(rules.started(state, round, round.board ?? sheet.board(), entries));
  net.remember({ ...round, board: state.board, startedAt: Date.now() - (performance.now() - round.startedAt) });
  resize();
}

function penDown(point) {
  change(rules.penDown(state, point));
  net.draw([point]);
}

function penMove(points) {
  if (!state.drawing.down) return; // an edit, or the end, has lifted the pen already
  change(rules.penMoved(state, points));
  net.draw(points);
}

function penUp() {
  if (!state.drawing.down) return;
  change(rules.penUp(state));
  net.lift();
}

function time(event) {
  return (latest = Math.max(latest, event.timeStamp - state.round.startedAt));
}

// --- the server

function linked(up) {
  if (up && state.link === "lost") backAt = performance.now();
  change(rules.linked(state, up));
}

/** The server still runs our round, and its clock is the one that counts. */
function resumed(round) {
  if (round?.round !== state.round?.id || typeof round?.ms !== "number") return;
  change({ ...state, round: { ...state.round, startedAt: performance.now() - round.ms } });
}

function guess(message) {
  change(rules.guessed(state, message, performance.now()));
}

function over(message) {
  change(rules.ended(state, message, performance.now()));
}

function vanished() {
  change(rules.vanished(state, performance.now()));
}

function problem(trouble) {
  change(rules.troubled(state, trouble));
}

// --- go

bindHands(document, texts, habits, {
  accepts: () => rules.canDraw(state),
  isDown: () => state.drawing.down,
  size: () => state.board,
  place: (event) => sheet.place(event, state.board),
  time,
  ink: () => inkFor(state, habits.get("ink")),
  down: penDown,
  move: penMove,
  up: penUp,
  withdraw: () => act("undo"),
});
bindKeys(document, act, () => habits.get("letters"));
followFocus(document);
sheet.watch(resize, repaint);
dark.addEventListener("change", repaint);
addEventListener("pagehide", () => {
  penUp();
  net.save();
});

/** The page was loaded again in mid-round: the log that was kept has the drawing, the server still has the clock. */
function recall() {
  const round = saved?.round;
  if (!round?.startedAt) return;
  const startedAt = performance.now() - (Date.now() - round.startedAt);
  begin({ ...round, startedAt }, net.entries);
}

resize();
recall();
