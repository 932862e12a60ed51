// Joins the parts: the pen and the keys change the state and go to the server, the server's answers change the state, and each
// frame shows it. The only module that knows all the others.

import { Board } from "./canvas.js";
import { beganAt } from "./clock.js";
import { make } from "./dom.js";
import { Giver, penOn } from "./doodles/giver.js";
import { givePanel } from "./doodles/givepanel.js";
import { giveTexts } from "./doodles/givetexts.js";
import { ending } from "./end/screen.js";
import { Flow } from "./flow.js";
import { habitsHere } from "./habits.js";
import { Hand } from "./hand.js";
import { bindHands, followFocus } from "./hands.js";
import { hud } from "./hud.js";
import { inkFor } from "./inks.js";
import { installWorker } from "./install.js";
import { bindKeys } from "./keys.js";
import { palette } from "./palette.js";
import { How } from "./panel/how.js";
import * as matches from "./match.js";
import { givenIn, settled, wishes } from "./menu/modes.js";
import { menu } from "./menu/screen.js";
import { switches } from "./menu/switches.js";
import { Connection } from "./net.js";
import { Presses } from "./presses.js";
import { Sheet } from "./sheet.js";
import { socketWith } from "./socket.js";
import { chooser, spoken, texts } from "./spoken.js";
import * as rules from "./state.js";
import * as storage from "./storage.js";
import { bindSound, Talker } from "./talker.js";

const BACK_MS = 3000; // for so long "connected again" is shown

const given = givenIn(new URLSearchParams(location.search)); // words and seconds, for teachers and tests
const canvas = document.getElementById("board");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

let state = rules.initial;
let backAt = -Infinity; // when the link came back
let frame = null;
let settings = settled(storage.loadSettings());

const habits = habitsHere();
const presses = new Presses(document);
const talker = new Talker(document, texts, habits);
const how = new How(document, texts, habits, still, (wanted) => net.watch(wanted), () => redraw());
const sheet = new Sheet(document.getElementById("desk"), canvas, document.body.style);
const board = new Board(canvas);
const show = hud(document, texts, { act, dismiss: () => change(rules.troubled(state, null)) });
const showMenu = menu(document, texts, { settings, play: (mode) => flow.play(mode), set });
const give = make("section", "give");
const showEnd = ending(document, texts, { again: () => flow.play(state.match.mode), home: () => flow.home(), explain: (id) => net.explain(id), give });
const saved = storage.load();
const tab = Math.random().toString(36).slice(2); // where there are several servers, nginx keeps to one for each
const net = new Connection(socketWith({ tab }), {
  saved,
  keep: storage.keep,
  heard: { link: linked, resumed, guess, over, match, explained, kept: (message) => giver.kept(message), vanished, problem },
});
const giver = new Giver({
  ask: (name, fields) => net.tell(name, fields),
  saved: storage.loadGiver(),
  keep: storage.keepGiver,
  changed: () => showGive(),
  language: texts.lang,
});
const showGive = givePanel(give, giver, giveTexts(spoken), { ask: () => Boolean(state.match?.album.some(({ word }) => word)) });
const pen = penOn(canvas);
const flow = new Flow({
  net,
  read: () => state,
  change,
  begin({ ack, sentAt, answeredAt }) {
    giver.begun(ack.round);
    begin(matches.roundOf(ack, state.match, beganAt(sentAt, answeredAt, ack.ms)));
  },
  wishes: (mode) => wishes(mode, settings, given, texts.lang),
  now: () => performance.now(),
});
const hand = new Hand({
  read: () => state,
  change,
  net,
  began: () => state.round.startedAt,
  touched: () => state.drawing.past.length === 0 && remember(), // from now on the board keeps its shape
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
  state = talker.heard(rules.settled(state, now), now);
  board.draw(state, now, still.matches);
  how.follow(state, now);
  presses.follow(state, now);
  show(state, now, back ? texts.linkBack : null);
  showMenu(state);
  showEnd(state);
  if (state.phase === "end") showGive();
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
  if (!rules.can(state, name)) return undefined;
  if (name === "next") return rules.mayGoOn(state, performance.now()) ? goOn() : undefined;
  hand.up();
  if (name === "skip" || name === "leave") return flow[name]();
  return name === "hint" ? hint() : hand.edit(name);
}

const goOn = () => (state.phase === "start" ? flow.play("classic") : flow.next());

async function hint() {
  const { id } = state.round;
  const { hint: text, problem: trouble } = await net.hint();
  if (state.round?.id !== id || (trouble && trouble.code !== "not_now")) return; // "not_now": there is no definition
  change(rules.hinted(state, text ?? texts.noHint));
  remember();
}

function set(chosen) {
  settings = chosen;
  storage.keepSettings(chosen);
}

function begin(round, entries = [], thoughts = []) {
  hand.take(entries);
  change(rules.started(state, round, round.board ?? sheet.board(), entries, thoughts));
  resize();
  remember();
}

// --- the server

function linked(up) {
  if (!up) giver.lost();
  if (up && state.link === "lost") backAt = performance.now();
  change(rules.linked(state, up));
}

/** The server still runs our round, and its clock is the one that counts; it knows how the match stands. */
function resumed(round, theirs, collect) {
  giver.welcomed(collect);
  change(rules.matched(state, matches.recalled(state.match, theirs)));
  if (round?.round !== state.round?.id || typeof round?.ms !== "number") return;
  change({ ...state, round: { ...state.round, startedAt: performance.now() - round.ms } });
}

function guess(message) {
  how.hear(message);
  change(rules.guessed(state, message, performance.now()));
}

function over(message, entries) {
  change(rules.ended(state, message, performance.now()));
  if (entries.length > 0) picture(entries);
  else change(rules.matched(state, matches.corrected(state.match, message)));
  const drawn = state.match?.album.find(({ id }) => id === message.round);
  if (drawn?.word) giver.over(drawn.id, { board: drawn.board, pen: pen() });
}

function vanished(entries) {
  change(rules.vanished(state, performance.now()));
  if (entries.length > 0) picture(entries);
}

/** The round that has just ended goes into the album. */
function picture(entries) {
  change(rules.matched(state, matches.pictured(state.match, matches.recordOf(state, entries))));
  keepMatch();
}

function match(message) {
  change(rules.matched(state, matches.told(state.match, message)));
  flow.stands();
}

function explained(message) {
  change(rules.matched(state, matches.explained(state.match, message)));
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
  time: hand.time,
  ink: () => inkFor(state, habits.get("ink")),
  down: hand.down,
  move: hand.move,
  up: hand.up,
  withdraw: () => act("undo"),
});
bindKeys(document, act, () => habits.get("letters"));
followFocus(document);
palette(document.getElementById("inks"), texts, habits);
switches(document.getElementById("settings"), document.querySelector(".settings-rows"), texts, habits);
bindSound(document.getElementById("sound"), habits, talker);
chooser(document.getElementById("language"));
installWorker(navigator);
sheet.watch(resize, repaint);
dark.addEventListener("change", repaint);
addEventListener("pagehide", () => {
  hand.up();
  net.save();
  keepMatch();
});

// --- what outlives a reload

function remember() {
  net.remember({ ...state.round, board: state.board, startedAt: Date.now() - (performance.now() - state.round.startedAt) });
}

function keepMatch() {
  const { match: kept, phase, round, thoughts } = state;
  storage.keepMatch(kept && { match: kept, phase, round: round?.id, thoughts });
}

/** The log that was kept has the drawing, the server still has the clock. */
function recall() {
  const kept = storage.loadMatch();
  const round = saved?.round;
  if (kept) change(rules.matched(state, kept.match));
  if (round?.startedAt) {
    const startedAt = performance.now() - (Date.now() - round.startedAt);
    begin({ ...round, startedAt }, net.entries, kept?.round === round.id ? kept.thoughts : []);
  } else if (kept && history.state?.match === kept.match.id) {
    comeBack(kept);
  }
}

/** Between two rounds, or at the end. */
function comeBack({ match: kept, phase }) {
  const last = kept.album[kept.album.length - 1];
  if (phase === "end") return flow.finish();
  if (phase === "over" && last) return change(rules.revived(state, kept, last));
  return phase === "start" ? undefined : flow.next();
}

resize();
recall();
