// The host's page: opens a room, or comes back to it with the token behind the # of its address.

import { button, make } from "../dom.js";
import { keepFile } from "../end/files.js";
import { setText } from "../guesses.js";
import { socketWith } from "../socket.js";
import { chooser, spoken } from "../spoken.js";
import { MAX_COUNT } from "../wire.js";
import { taken } from "./canvases.js";
import { secondsLeft } from "./countdown.js";
import { actsOf } from "./hostacts.js";
import { hostPlayers, pressed, timers } from "./hostplayers.js";
import { hostTeach } from "./hostteach.js";
import { hostSettings } from "./hostsettings.js";
import { Lesson } from "./lesson.js";
import { joinAddress, lineTo, meet, queryOf } from "./link.js";
import { Tiles } from "./tiles.js";
import { classroomTexts, explained } from "./texts.js";
import { inLink, read } from "./wordlist.js";
import { chooseWords } from "./words.js";

const TICK_MS = 250;
const texts = classroomTexts(spoken);
const at = (id) => document.getElementById(id);
const canvases = new Map();
let code = decodeURIComponent(location.pathname.split("/")[2] ?? "");
let token = location.hash.slice(1);
let room = null;
let heardAt = 0;
let up = false;
let trouble = "";
let words = [];
let address = "";

for (const element of document.querySelectorAll("[data-room]")) element.textContent = texts[element.dataset.room];
const [sheets, after, keepings] = [make("div", "tiles-place"), make("div", "lesson-place"), make("div", "host-keepings")];
at("view").append(sheets, keepings, after);
const tiles = new Tiles(sheets, texts, canvases, tileTools);
const line = socketWith(queryOf(code));
const ask = lineTo(line, enter, {
  link(now) {
    up = now;
    render();
  },
  room: heard,
  frame: (message) => tiles.changed(taken(canvases, message)),
  gone,
  problem: troubled,
});
document.title = `${texts.hostTitle} – Inkling`;
chooser(at("language"));
at("language").setAttribute("aria-label", texts.language);
const lesson = new Lesson(after, texts, ask, { tools: cardTools, turned: render });
const cards = new Map(); // member -> update(member) of the button under the drawing
const showSettings = hostSettings(at("settings"), texts, [...at("language").options].map(({ value, text }) => [value, text]), (settings) => act({ do: "set", settings }), pickWords);
const showTaught = hostTeach(at("teaching"), texts, act, learned, () => troubled({ code: "no_word_file" }));
const showPlayers = hostPlayers(at("players"), texts, act, at("dialog"));

// --- the room

async function open() {
  const { known } = read(inLink(new URLSearchParams(location.search)), await allWords(), texts.bare);
  const ack = await ask("room_open", { settings: known.length > 0 ? playing(known) : {}, language: spoken.code });
  if (ack.problem) return troubled(ack.problem);
  [code, token] = [ack.code, ack.host];
  history.replaceState(null, "", `/host/${code}#${token}`);
  return meet(line, code) ? undefined : enter();
}

/** After each hello: with the token we are the host again, after a reload as well. Resolves to the problem, if there is one. */
async function enter() {
  if (!code || !token) return null;
  const ack = await ask("room_host", { code, token });
  if (ack.problem) {
    troubled(ack.problem);
    return ack.problem;
  }
  trouble = "";
  at("wall").href = `/wall/${code}#${ack.wall}`;
  address = await joinAddress(code);
  canvases.clear();
  tiles.changed(taken(canvases, { canvases: ack.canvases ?? [] }));
  heard(ack.room);
  return null;
}

async function act(fields) {
  const { problem } = await ask("room_do", fields);
  trouble = problem ? explained(texts, problem) : "";
  render();
  return !problem;
}

/** What was learned of a word, or null. */
async function learned(word) {
  const ack = await ask("room_learned", { word });
  if (ack.problem) troubled(ack.problem);
  return ack.problem ? null : ack.file;
}

function heard(message) {
  [room, heardAt] = [message, performance.now()];
  render();
}

function gone({ reason }) {
  [room, trouble, token] = [null, texts.gone[reason], ""];
  if (reason !== "host_elsewhere") {
    code = "";
    history.replaceState(null, "", "/host");
  }
  render();
}

function troubled(problem) {
  trouble = explained(texts, problem);
  render();
}

// --- the screen

function render() {
  document.body.dataset.screen = room ? "room" : "before";
  const text = !up && room ? texts.linkLost : trouble;
  at("said").hidden = !text;
  setText(at("said"), text);
  if (!room) return;
  const { phase, count } = room;
  const { number, word } = phase === "results" ? (lesson.looked ?? room) : room;
  document.body.dataset.phase = phase;
  setText(at("address"), texts.joinAt(address));
  setText(at("code"), room.code);
  const qr = `/rooms/${room.code}/qr.svg`;
  if (at("qr").getAttribute("src") !== qr) [at("qr").src, at("qr").alt, at("qr").hidden] = [qr, room.code, false];
  setText(at("number"), phase === "lobby" ? texts.players(room.players) : phase === "done" ? "" : room.teaching ? texts.examplesOf(...room.teaching) : texts.wordOf(number, count));
  setText(at("word"), phase === "done" ? texts.thanks : word ? texts.bare(word) : "");
  setText(at("players-title"), texts.players(room.members.length));
  at("wall").classList.toggle("is-main", phase === "lobby" && room.members.length === 0); // the next step: nobody has come yet
  placeSettings(phase === "lobby");
  acts();
  switches();
  showSettings(room.settings);
  showTaught(room);
  showPlayers(room);
  const live = phase === "drawing" || phase === "judging";
  const ended = phase === "results" || phase === "done";
  [sheets.hidden, after.hidden, keepings.hidden] = [!live, !ended, !ended];
  if (live) tiles.seat(room.members.filter(({ drawing }) => drawing));
  if (ended) lesson.show(room.number, []);
  else lesson.forget();
  for (const one of room.members) cards.get(one.member)?.(one);
  tick();
}

/** Before the first word what to play has the middle of the page; later it waits at the side, folded. */
function placeSettings(lobby) {
  const [game, place] = [at("game"), lobby ? at("view") : at("side")];
  if (game.parentElement === place) return;
  game.open = lobby;
  if (lobby) place.append(game);
  else place.lastElementChild.before(game);
}

function acts() {
  const list = actsOf(room);
  const unseen = ["drawing", "judging", "results"].includes(room.phase) && room.members.some(({ drawing, shown, hidden }) => drawing && !shown && !hidden);
  const key = JSON.stringify([unseen, room.phase, list.map(([, fields]) => fields)]);
  if (at("acts").dataset.key === key) return;
  at("acts").dataset.key = key;
  at("acts").replaceChildren(
    ...list.map(([text, fields, main]) => button(main ? "press is-main" : "press", typeof text === "string" ? texts[text] : text(texts), () => act(fields))),
    ...(unseen || room.phase === "drawing" ? [button("press", texts.showAll, () => act({ do: "show", on: true }))] : []),
    ...(unseen ? [make("p", "host-note", texts.approveFirst)] : []),
  );
}

function switches() {
  const key = [room.locked, room.muted, room.podium, room.timer].join();
  if (at("switches").dataset.key === key) return;
  at("switches").dataset.key = key;
  const focused = [...at("switches").children].indexOf(document.activeElement);
  at("switches").replaceChildren(
    pressed(texts.lock, room.locked, () => act({ do: "lock", on: !room.locked })),
    pressed(texts.mute, room.muted, () => act({ do: "mute", on: !room.muted })),
    pressed(texts.podium, Boolean(room.podium), () => act({ do: "podium", on: !room.podium })),
    make("p", "host-setting-name host-line", texts.timerAll),
    ...timers(room.timer, texts, (factor) => act({ do: "timer", factor })),
  );
  at("switches").children[focused]?.focus();
}

/** Show and hide under each canvas. */
function tileTools(member) {
  let hidden = false;
  let shown = false;
  const show = button("press tile-show", "", () => act(hidden || !shown ? { do: "show", member, on: true } : { do: "hide", member, on: true }));
  const update = (one) => {
    [hidden, shown] = [one.hidden, one.shown];
    setText(show, shown && !hidden ? texts.hide : texts.show);
    show.setAttribute("aria-label", `${shown && !hidden ? texts.hide : texts.show}: ${one.name}`);
  };
  return { element: make("div", "tile-tools", show), update };
}

/** The same under each drawing of the word that is over. */
function cardTools({ member }) {
  const now = room?.phase === "results" && room.members.find((one) => one.member === member);
  if (!now) return null;
  const { element, update } = tileTools(member);
  update(now);
  cards.set(member, (one) => {
    update(one);
    element.hidden = room.phase !== "results";
  });
  return element;
}

function tick() {
  const left = room ? secondsLeft(room, heardAt, performance.now()) : null;
  setText(at("clock"), room?.paused ? texts.paused : left === null ? "" : String(left));
}

// --- words, results, the end

async function allWords() {
  if (words.length > 0) return words;
  const answer = await fetch("/words.json");
  words = answer.ok ? (await answer.json()).words : [];
  return words;
}

async function pickWords() {
  const before = room.settings.words ?? [];
  const own = room.taught.map(([word]) => [word, "easy", "other"]);
  chooseWords(at("dialog"), texts, [...own, ...(await allWords())], before, (chosen) => {
    if (chosen.join() !== before.join()) act({ do: "set", settings: chosen.length > 0 ? playing(chosen) : { words: null } });
  });
}

/** Settings with which all of these words are played. */
const playing = (chosen) => ({ words: chosen, count: Math.min(MAX_COUNT, chosen.length) });

function keepingsRow() {
  const names = make("input");
  names.type = "checkbox";
  const csv = async () => {
    const ack = await ask("room_export", { names: names.checked });
    if (ack.problem) return troubled(ack.problem);
    return keepFile(new File([ack.csv], `inkling-${code}.csv`, { type: "text/csv" }));
  };
  return [button("press", texts.csv, csv), button("press", texts.print, () => lesson.print(names.checked)), make("label", "host-names", names, texts.withNames)];
}

function confirmClose() {
  const yes = button("press is-bad", texts.close, () => {
    at("dialog").close();
    act({ do: "close" });
  });
  at("dialog").replaceChildren(make("p", "host-title", texts.closeSure), make("div", "host-row", yes, button("press is-main", texts.stay, () => at("dialog").close())));
  at("dialog").showModal();
}

keepings.append(...keepingsRow());
at("open").addEventListener("click", open);
at("close").addEventListener("click", confirmClose);
setInterval(tick, TICK_MS);
