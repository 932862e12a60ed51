// Everything on the host's page. It only reads the room; what was pressed goes to the actions.

import { button, label, make } from "../dom.js";
import { setText } from "../guesses.js";
import { chooser } from "../spoken.js";
import { secondsLeft } from "./countdown.js";
import { hostButtons } from "./hostbuttons.js";
import { openDialog } from "./hostdialog.js";
import { hostPlayers } from "./hostplayers.js";
import { hostSettings } from "./hostsettings.js";
import { hostTeach } from "./hostteach.js";
import { hostView } from "./hostview.js";

/**
 * actions: {ask, act, learned, troubled, open, pickWords}, as in host.js. Returns {show(seen), tick(), drawn(members)}.
 * seen: {room, heardAt, up, trouble, address}; room is null before there is one.
 */
export function hostScreen(page, texts, canvases, actions) {
  const { act, learned, troubled, pickWords } = actions;
  const at = (id) => page.getElementById(id);
  let seen = null;
  page.title = `${texts.hostTitle} – Inkling`;
  label(page, texts, "room", "roomlabel");
  languageList(at("language"), texts);
  at("open").addEventListener("click", actions.open);
  at("close").addEventListener("click", () => confirmClose(at("dialog"), texts, act));
  const view = hostView(at("view"), texts, canvases, actions, () => show(seen));
  const languages = [...at("language").options].map(({ value, text }) => [value, text]);
  const settings = hostSettings(at("settings"), texts, languages, (changed) => act({ do: "set", settings: changed }), pickWords);
  const parts = [
    (room) => head(at, texts, room, seen.address, view.word(room)),
    (room) => placeSettings(at, room.phase === "lobby"),
    hostButtons(at("acts"), at("switches"), texts, act),
    (room) => settings(room.settings),
    hostTeach(at("teaching"), texts, act, learned, () => troubled({ code: "no_word_file" })),
    hostPlayers(at("players"), texts, act, at("dialog")),
    view.show,
    tick,
  ];

  function show(now) {
    seen = now;
    const { room, up, trouble } = seen;
    page.body.dataset.screen = room ? "room" : "before";
    if (room) page.body.dataset.phase = room.phase;
    at("open").disabled = !up;
    const text = !up && room ? texts.linkLost : trouble;
    at("said").hidden = !text;
    setText(at("said"), text);
    for (const render of room ? parts : []) render(room);
  }

  function tick() {
    if (!seen?.room) return;
    const left = secondsLeft(seen.room, seen.heardAt, performance.now());
    setText(at("clock"), seen.room.paused ? texts.paused : left === null ? "" : String(left));
  }

  return { show, tick, drawn: view.drawn };
}

function languageList(select, texts) {
  chooser(select);
  select.setAttribute("aria-label", texts.language);
}

/** word: the one that is looked at, {number, word}. */
function head(at, texts, room, address, word) {
  const qr = `/rooms/${room.code}/qr.svg`;
  if (at("qr").getAttribute("src") !== qr) [at("qr").src, at("qr").alt, at("qr").hidden] = [qr, room.code, false];
  setText(at("address"), texts.joinAt(address));
  setText(at("code"), room.code);
  setText(at("number"), numberOf(texts, room, word.number));
  setText(at("word"), room.phase === "done" ? texts.thanks : word.word ? texts.bare(word.word) : "");
  setText(at("players-title"), texts.players(room.members.length));
  at("wall").classList.toggle("is-main", room.phase === "lobby" && room.members.length === 0); // the next step: nobody has come yet
}

function numberOf(texts, { phase, players, teaching, count }, number) {
  if (phase === "lobby") return texts.players(players);
  if (phase === "done") return "";
  return teaching ? texts.examplesOf(...teaching) : texts.wordOf(number, count);
}

/** Before the first word what to play has the middle of the page; later it waits at the side, folded. */
function placeSettings(at, lobby) {
  const [game, place] = [at("game"), lobby ? at("view") : at("side")];
  if (game.parentElement === place) return;
  game.open = lobby;
  if (lobby) place.append(game);
  else place.lastElementChild.before(game);
}

function confirmClose(dialog, texts, act) {
  const yes = button("press is-bad", texts.close, () => {
    dialog.close();
    act({ do: "close" });
  });
  openDialog(dialog, texts.closeSure, make("div", "host-row", yes, button("press is-main", texts.stay, () => dialog.close())));
}
