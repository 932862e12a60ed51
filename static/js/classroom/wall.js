// The wall: the page for the projector. It shows, and decides nothing; only what it looks at is its own.

import { label, make } from "../dom.js";
import { setText } from "../guesses.js";
import { socketWith } from "../socket.js";
import { speak, spoken } from "../spoken.js";
import { taken } from "./canvases.js";
import { secondsLeft } from "./countdown.js";
import { Lesson } from "./lesson.js";
import { joinAddress, lineTo, queryOf } from "./link.js";
import { Tiles } from "./tiles.js";
import { classroomTexts, explained } from "./texts.js";

const TICK_MS = 250;
const LATE = new Set(["not_now", "no_round", "no_member"]); // a tap that the host has forestalled: the next news shows why
const texts = classroomTexts(spoken);
const at = (id) => document.getElementById(id);
const code = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const canvases = new Map();
let room = null;
let heardAt = 0;
let up = true;
let address = ""; // what a pupil types
let trouble = "";

label(document, texts, "room", "roomlabel");
const tiles = new Tiles(at("tiles"), texts, canvases);
const ask = lineTo(socketWith(queryOf(code)), enter, {
  link(now) {
    up = now;
    render();
  },
  room: heard,
  frame: (message) => tiles.changed(taken(canvases, message)),
  gone({ reason }) {
    [room, trouble] = [null, texts.gone[reason]];
    render();
  },
  problem(problem) {
    if (!LATE.has(problem.code)) say(problem);
  },
});
const lesson = new Lesson(at("lesson"), texts, ask, { turned: render });

async function enter() {
  const ack = await ask("room_wall", { code, token: location.hash.slice(1) });
  if (ack.problem) {
    say(ack.problem);
    return ack.problem;
  }
  address = await joinAddress(code);
  canvases.clear();
  taken(canvases, { canvases: ack.canvases ?? [] });
  heard(ack.room);
  tiles.changed(canvases.keys());
  return null;
}

function say(problem) {
  trouble = explained(texts, problem);
  render();
}

function heard(message) {
  [room, heardAt, trouble] = [message, performance.now(), ""];
  speak(room.language);
  render();
}

function render() {
  at("said").hidden = up && !trouble;
  setText(at("said"), up ? trouble : texts.linkLost);
  document.body.dataset.screen = room ? screenOf(room) : "wait";
  if (!room) return;
  addresses();
  setText(at("word"), headline(room.phase === "results" ? { ...room, word: (lesson.looked ?? room).word } : room));
  setText(at("done"), room.teaching ? texts.examplesOf(...room.teaching) : room.phase === "drawing" ? texts.done(room.done, room.asked) : texts.players(room.players));
  at("halt").hidden = !(room.paused || room.waiting);
  setText(at("halt"), room.waiting ? texts.hostAway : texts.paused);
  if (room.phase === "lobby") names(room.members);
  if (room.phase === "drawing" || room.phase === "judging") tiles.seat(room.members.filter(({ member, drawing }) => drawing || canvases.has(member)));
  if (room.phase === "results") lesson.show(room.number, room.members);
  else lesson.forget();
  if (room.phase === "done") podium(room);
  tick();
}

function headline({ phase, mode, word }) {
  if (phase === "drawing") return word && mode !== "guess" ? texts.drawNow(word) : texts.everyoneGuesses;
  if (phase === "judging") return texts.voteAsk(word);
  return phase === "results" && word ? texts.named(word) : "";
}

const screenOf = ({ phase }) => ({ lobby: "lobby", results: "lesson", done: "podium" })[phase] ?? "tiles";

function addresses() {
  for (const id of ["address", "lobby-address"]) setText(at(id), address);
  for (const id of ["code", "lobby-code"]) setText(at(id), room.code);
  const qr = at("qr");
  if (qr.hidden) [qr.src, qr.alt, qr.hidden] = [`/rooms/${encodeURIComponent(room.code)}/qr.svg`, `${address}/${room.code}`, false];
}

function names(members) {
  const place = at("names");
  const key = members.map(({ name }) => name).join("\n");
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...members.map(({ name }) => make("li", "wall-name", name)));
}

/** Calm: names and points, the first three a little larger; without a podium only thanks. */
function podium({ podium: wanted, members, teams, mode }) {
  const scores = mode === "relay" && teams?.length ? teams.map(([team, score]) => [texts.team(team), score]) : members.map(({ name, score }) => [name, score]);
  const best = scores.filter(([, score]) => score > 0).sort((a, b) => b[1] - a[1]).slice(0, 3);
  const places = best.map(([name, score]) => make("li", `podium-place${score === best[0][1] ? " is-first" : ""}`, make("b", "", name), make("span", "", texts.points(score))));
  at("podium").replaceChildren(make("h2", "podium-thanks", texts.thanks), ...(wanted ? [make("ol", "podium", ...places)] : []));
}

function tick() {
  const left = room ? secondsLeft(room, heardAt, performance.now()) : null;
  setText(at("clock"), left === null ? "" : String(left));
  at("clock").classList.toggle("is-last", left !== null && left <= 5);
}

setInterval(tick, TICK_MS);
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (key === "f" && !ctrlKey && !metaKey && !altKey) document.documentElement.requestFullscreen?.();
});
