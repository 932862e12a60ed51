// A pupil's page: joins the room, the pen and the server. The only module of it that knows all the others.

import { Board } from "../canvas.js";
import { Giver, penOn } from "../doodles/giver.js";
import { givePanel } from "../doodles/givepanel.js";
import { giveTexts } from "../doodles/givetexts.js";
import { habitsHere } from "../habits.js";
import { Hand } from "../hand.js";
import { bindHands } from "../hands.js";
import { bindKeys } from "../keys.js";
import { Connection } from "../net.js";
import { Sheet } from "../sheet.js";
import { socketWith } from "../socket.js";
import { chooser, speak, spoken, texts } from "../spoken.js";
import * as rules from "../state.js";
import { keepRoom, keepRoomGiver, loadRoom, loadRoomGiver } from "../storage.js";
import { insist, passes } from "./insist.js";
import { meet, queryOf } from "./link.js";
import { pupilScreen } from "./pupilscreen.js";
import { clockOf, codeIn, codeOf, guessing, refused, screenOf, seated, seatOf, stranger, without } from "./pupil.js";
import { classroomTexts, explained } from "./texts.js";
import { ballot } from "./votes.js";

const EDITS = new Set(["undo", "redo", "clear"]); // what a key may do here
const room = classroomTexts(spoken);
const canvas = document.getElementById("board");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const habits = habitsHere();
const here = codeIn(location.pathname);
const kept = loadRoom();
const saved = kept && (!here || kept.code === here) ? kept : null;

let pupil = { ...stranger, code: here, ...(saved && { code: saved.code, seats: saved.seats, at: saved.at ?? 0 }) };
let state = rules.initial;
let stopped = false; // the room's clock stands still
let began = 0; // when this round did, on the page's clock; what the clock shows may be moved
let collects = false; // the server; whether the room does, it says itself
let frame = null;

const sheet = new Sheet(document.getElementById("desk"), canvas, document.body.style);
const board = new Board(canvas);
const socket = socketWith(queryOf(pupil.code));
const ask = (name, fields = {}) => net.tell(name, fields);
const coming = insist(comeIn);
const net = new Connection(socket, {
  saved: saved?.link ?? null,
  keep: (link) => keepRoom({ code: pupil.code, seats: pupil.seats, at: pupil.at, link }),
  heard: {
    link: linked,
    resumed,
    guess: (message) => change(rules.guessed(state, message, performance.now())),
    over,
    match() {},
    kept: (message) => giver.kept(message),
    explained() {},
    vanished() {},
    problem,
  },
});
const hand = new Hand({
  read: () => state,
  change,
  net,
  began: () => began,
  touched: () => state.drawing.past.length === 0 && net.remember({ board: state.board }), // from now on it keeps its shape
});
const give = giveTexts(spoken);
const giver = new Giver({
  ask: (name, fields) => net.tell(name, fields),
  saved: saved && loadRoomGiver(),
  keep: keepRoomGiver,
  changed: () => showGive(),
  language: spoken.lang,
});
const between = () => pupil.room !== null && pupil.room.phase !== "drawing"; // nobody is asked with the pen in hand
const showGive = givePanel(document.getElementById("give"), giver, give, { ask: between, beside: true, title: give.askRoom });
const pen = penOn(canvas);
const screen = pupilScreen(document, texts, room, { act, join, reroll, name, another, leave, turn, say });
const votes = ballot(document.getElementById("votes"), room, (name, fields) => told(ask(name, fields)), () => pupil.seats);

socket.on("room", (message) => heardRoom(message));
socket.on("begin", (message) => begin(message));
socket.on("gone", ({ reason }) => gone(reason));

// --- the screen

function change(next) {
  state = next;
  redraw();
}

function redraw() {
  frame ??= requestAnimationFrame(draw);
}

function draw() {
  frame = null;
  const now = performance.now();
  state = rules.settled(state, now);
  showGive();
  screen.show(pupil, state, { now, screen: screenOf(pupil, state.round !== null), stopped });
  resizeIfNew();
  board.draw(state, now, still.matches);
  if (state.phase === "drawing" || board.moving(state, now)) redraw();
}

let shown = "";
function resizeIfNew() {
  const { screen: name } = document.body.dataset;
  if (name !== shown && name === "board") resize();
  shown = name;
}

function resize() {
  change(rules.reshaped(state, sheet.board()));
  sheet.lay(state.board);
}

function repaint() {
  board.repaint();
  redraw();
}

// --- the room

function linked(up) {
  if (!up) giver.lost();
  if (!up) coming.stop();
  change(rules.linked(state, up));
}

/** After each hello. */
function resumed(round, match, collect) {
  collects = collect;
  giver.possible = false; // until the room says so
  coming.go();
}

/** Back to our seats, or as somebody new to the room whose code we have. Resolves to what keeps us out and may pass, if anything. */
async function comeIn() {
  const troubles = [];
  for (const seat of pupil.seats) troubles.push(await sit({ seat }));
  const isNew = pupil.seats.length === 0 && troubles.every((trouble) => trouble?.code === "no_member");
  if (isNew && pupil.code) troubles.push(await sit({}));
  return troubles.find(passes);
}

/** Who types the code of this room again has our seats still. */
function join(text) {
  const code = codeOf(text);
  pupil = code === pupil.code ? { ...pupil, gone: null } : { ...stranger, code };
  problem(null);
  if (!meet(socket, code)) coming.go();
}

/** Resolves to the problem, where there is one. */
async function sit({ seat }) {
  const ack = await ask("room_join", { code: pupil.code, ...(seat && { seat }) });
  if (!ack.problem) return letIn(ack, false);
  pupil = refused(pupil, seat, ack.problem);
  net.save();
  if (ack.problem.code !== "no_member") problem(ack.problem);
  return ack.problem;
}

function letIn(ack, another) {
  pupil = seated(pupil, ack, another);
  problem(null);
  if (location.pathname !== `/join/${pupil.code}`) history.replaceState(null, "", `/join/${pupil.code}${location.search}`);
  net.save();
  heardRoom(ack.room);
  begin(ack.begin);
}

function heardRoom(message) {
  if (!message) return;
  pupil = { ...pupil, room: message };
  askToGive(message);
  stopped = message.paused || message.waiting;
  if (stopped) hand.up(); // whoever keeps pressing draws no more than the others
  if (state.phase === "drawing") state = { ...state, round: { ...state.round, ...clockOf(message, state.round.id, performance.now()) } };
  if (message.phase === "lobby" && state.phase !== "drawing") state = { ...rules.home(state), problem: state.problem };
  if (message.phase === "lobby" || message.phase === "done") forget();
  if (state.phase !== "drawing") speak(message.language);
  if (message.phase === "judging") votes.show(message.number, message.word, message.ballot);
  redraw();
}

/** Between two games: words are counted from 1 again. */
function forget() {
  votes.forget();
  screen.forget();
}

/** Pupils who share a device are not asked: one cannot say yes for another. */
function askToGive({ collect }) {
  const wanted = collects && Boolean(collect) && pupil.seats.length === 1;
  if (pupil.seats.length > 1 && giver.state.answer !== null) giver.forget();
  if (wanted !== giver.possible) giver.welcomed(wanted);
}

function over(message) {
  change(rules.ended(state, message, performance.now()));
  if (state.round?.id === message.round && state.drawing.strokes.length > 0) giver.over(message.round, { board: state.board, pen: pen() });
}

/** A round of ours runs: a new one, or the one that ran before the page was loaded again. */
function begin(message) {
  if (!message || message.round === state.round?.id) return;
  const { round: id, word, seconds, ms = 0 } = message;
  const at = pupil.seats.indexOf(message.seat);
  if (at >= 0) pupil = { ...pupil, at };
  net.begun(id);
  giver.begun(id);
  began = performance.now() - ms;
  const round = { id, word, hint: null, seconds, total: null, startedAt: began };
  hand.take(net.entries);
  const theirs = saved?.link?.round?.id === id ? saved.link.round.board : null;
  change(rules.started(state, round, theirs ?? state.board, net.entries));
  resize();
}

function gone(reason) {
  pupil = { ...stranger, code: pupil.code, gone: reason };
  giver.forget();
  net.save();
  change(rules.home(state));
}

function problem(trouble) {
  change(rules.troubled(state, trouble && { ...trouble, said: explained(room, trouble) }));
}

// --- the pupil

/** What came of it. A question that comes a moment too late is answered by what the room shows by then. */
async function told(question) {
  const ack = await question;
  const { code } = ack.problem ?? {};
  if (code === "no_member") coming.go();
  else if (code !== "not_now") problem(ack.problem ?? null);
  return ack;
}

function seat() {
  return pupil.seats[pupil.at];
}

function reroll() {
  return told(ask("room_name", { seat: seat() }));
}

function name(wanted) {
  return told(ask("room_name", { seat: seat(), name: wanted }));
}

async function another() {
  const ack = await told(ask("room_join", { code: pupil.code, another: true }));
  if (!ack.problem) letIn(ack, true);
}

function say(text) {
  return told(ask("room_say", { seat: guessing(pupil) ?? seat(), text }));
}

/** short: the seat's short form, as `room` has it. */
async function turn(short) {
  const theirs = seatOf(pupil, short);
  const ack = await told(ask("room_turn", { seat: theirs }));
  if (ack.problem) return;
  pupil = { ...pupil, at: pupil.seats.indexOf(theirs) };
  begin(ack.begin);
  redraw();
}

async function leave() {
  for (const seat of pupil.seats) {
    const { problem: trouble } = await ask("room_leave", { seat });
    if (passes(trouble)) return problem(trouble);
    pupil = without(pupil, seat);
    net.save();
  }
  pupil = stranger;
  giver.forget();
  net.save();
  history.replaceState(null, "", "/join");
  return change(rules.home(state));
}

function act(name) {
  if (EDITS.has(name) && rules.can(state, name)) hand.edit(name);
}

bindHands(document, texts, habits, {
  accepts: () => rules.canDraw(state) && !stopped,
  isDown: () => state.drawing.down,
  size: () => state.board,
  place: (event) => sheet.place(event, state.board),
  time: hand.time,
  ink: () => null,
  down: hand.down,
  move: hand.move,
  up: hand.up,
  withdraw: () => act("undo"),
});
chooser(document.getElementById("language"));
bindKeys(document, act, () => habits.get("letters"));
sheet.watch(resize, repaint);
dark.addEventListener("change", repaint);
addEventListener("pagehide", () => {
  hand.up();
  net.save();
});
resize();
