// The host's page: opens a room, or comes back to it with the token behind the # of its address. Joins the screen and the server.

import { socketWith } from "../socket.js";
import { spoken } from "../spoken.js";
import { MAX_COUNT } from "../wire.js";
import { taken } from "./canvases.js";
import { hostScreen } from "./hostscreen.js";
import { joinAddress, lineTo, meet, queryOf } from "./link.js";
import { classroomTexts, explained } from "./texts.js";
import { inLink, read } from "./wordlist.js";
import { chooseWords } from "./words.js";

const TICK_MS = 250;
const texts = classroomTexts(spoken);
const canvases = new Map();
let code = decodeURIComponent(location.pathname.split("/")[2] ?? "");
let token = location.hash.slice(1);
let seen = { room: null, heardAt: 0, up: false, trouble: "", address: "" };
let words = [];

const line = socketWith(queryOf(code));
const ask = lineTo(line, enter, {
  link: (up) => change({ up }),
  room: heard,
  frame: (message) => screen.drawn(taken(canvases, message)),
  gone,
  problem: troubled,
});
const screen = hostScreen(document, texts, canvases, { ask, act, learned, troubled, open, pickWords });

function change(news) {
  seen = { ...seen, ...news };
  screen.show(seen);
}

// --- the room

async function open() {
  const { known } = read(inLink(new URLSearchParams(location.search)), await allWords(), texts.bare);
  const ack = await ask("room_open", { settings: known.length > 0 ? playing(known) : {}, language: spoken.code });
  if (ack.problem) return troubled(ack.problem);
  [code, token] = [ack.code, ack.host];
  history.replaceState(null, "", `/host/${code}#${token}`);
  return meet(line, code) ? null : enter();
}

/** After each hello: with the token we are the host again, after a reload as well. Resolves to the problem, if there is one. */
async function enter() {
  if (!code || !token) return null;
  const ack = await ask("room_host", { code, token });
  if (ack.problem) {
    troubled(ack.problem);
    return ack.problem;
  }
  document.getElementById("wall").href = `/wall/${code}#${ack.wall}`;
  const address = await joinAddress(code);
  seen = { ...seen, trouble: "", address };
  canvases.clear();
  screen.drawn(taken(canvases, { canvases: ack.canvases ?? [] }));
  heard(ack.room);
  return null;
}

/** fields: of room_do. Resolves to whether it was done. */
async function act(fields) {
  const { problem } = await ask("room_do", fields);
  change({ trouble: problem ? explained(texts, problem) : "" });
  return !problem;
}

/** What was learned of a word, or null. */
async function learned(word) {
  const ack = await ask("room_learned", { word });
  if (ack.problem) troubled(ack.problem);
  return ack.problem ? null : ack.file;
}

function heard(room) {
  change({ room, heardAt: performance.now() });
}

function gone({ reason }) {
  token = "";
  if (reason !== "host_elsewhere") {
    code = "";
    history.replaceState(null, "", "/host");
  }
  change({ room: null, trouble: texts.gone[reason] });
}

function troubled(problem) {
  change({ trouble: explained(texts, problem) });
}

// --- words

async function allWords() {
  if (words.length > 0) return words;
  const answer = await fetch("/words.json");
  words = answer.ok ? (await answer.json()).words : [];
  return words;
}

async function pickWords() {
  const { settings, taught } = seen.room;
  const before = settings.words ?? [];
  const own = taught.map(([word]) => [word, "easy", "other"]);
  chooseWords(document.getElementById("dialog"), texts, [...own, ...(await allWords())], before, (chosen) => {
    if (chosen.join() !== before.join()) act({ do: "set", settings: chosen.length > 0 ? playing(chosen) : { words: null } });
  });
}

/** Settings with which all of these words are played. */
const playing = (chosen) => ({ words: chosen, count: Math.min(MAX_COUNT, chosen.length) });

setInterval(screen.tick, TICK_MS);
