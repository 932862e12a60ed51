// Everything on a pupil's screen but the ink. It only reads; what was pressed goes to the actions.

import { clockFace } from "../clock.js";
import { button, label } from "../dom.js";
import { guessList, setText } from "../guesses.js";
import { inkling } from "../inkling.js";
import { can } from "../state.js";
import { announcer } from "../voice.js";
import { closing, wasSeen } from "./closing.js";
import { guessing, mine, sharers, waitingFor } from "./pupil.js";

/** texts: of the game, room: of the classroom. Returns {show(pupil, state, {now, screen, stopped}), forget()}. */
export function pupilScreen(page, texts, room, actions) {
  const at = (id) => page.getElementById(id);
  label(page, texts);
  label(page, room, "room", "roomlabel");
  bind(page, at, room, actions);
  const list = guessList(at("guesses"), texts);
  const faces = [...page.querySelectorAll(".inkling")].map(inkling);
  const buttons = page.querySelectorAll("[data-act]");
  const hear = announcer(texts, closing);

  function show(pupil, state, { now, screen, stopped }) {
    const { dataset } = page.body;
    [dataset.screen, dataset.link] = [screen, state.link];
    dataset.phase = screen === "board" ? state.phase : "asking";
    dataset.verdict = state.phase === "over" ? state.verdict.reason : "";
    page.title = pupil.code ? `${pupil.code} – Inkling` : room.joinTitle;
    const felt = wasSeen(state) ? { ...state, verdict: { ...state.verdict, won: true } } : state;
    const resting = screen === "waiting" && state.link === "up" ? { ...felt, phase: "start", verdict: null } : felt; // no word is judged here
    for (const face of faces) face(resting, at("board").getBoundingClientRect());
    trouble(at, room, pupil, state);
    if (screen === "waiting") waiting(at, room, pupil, actions);
    if (screen === "answer") answering(at, room, pupil);
    if (screen === "board") drawing(at, texts, room, pupil, state, now, stopped);
    turns(at("board-turns"), room, pupil, actions, screen === "board" && state.phase === "over");
    const { say, aside } = closing(state, texts);
    const quiet = Boolean(pupil.room?.muted) && state.phase === "drawing"; // the network keeps its guesses to itself as well
    setText(at("voice"), quiet ? room.muted : say.join(""));
    setText(at("aside"), quiet ? "" : aside);
    const news = quiet ? null : hear(state, now);
    if (news !== null) setText(at("announcer"), news);
    list(quiet ? [] : state.slots, state.round?.word, state.phase === "drawing" ? now : Infinity);
    for (const one of buttons) one.disabled = !can(state, one.dataset.act) || stopped;
  }

  /** What was typed for a word is nothing to another game's word of the same number. */
  const forget = () => delete at("answer").dataset.number;

  return { show, forget };
}

function bind(page, at, room, actions) {
  for (const one of page.querySelectorAll("[data-act]")) one.addEventListener("click", () => actions.act(one.dataset.act));
  submit(at("door-form"), () => actions.join(at("code").value));
  submit(at("own-name"), () => actions.name(at("name").value.trim()));
  submit(at("say-form"), async () => {
    const text = at("say").value.trim();
    if (!text) return;
    const { right, near, problem } = await actions.say(text);
    at("say").select();
    if (!problem) at("told").textContent = right ? room.rightIt : near ? room.near : room.notIt;
  });
  at("reroll").addEventListener("click", actions.reroll);
  at("another").addEventListener("click", actions.another);
  at("leave").addEventListener("click", actions.leave);
  at("name").setAttribute("aria-label", room.ownName);
}

/** A form's button and Enter do the same; nothing is sent by the browser. */
function submit(form, act) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act();
  });
}

function trouble(at, room, pupil, state) {
  const text = state.link === "lost" ? room.linkLost : pupil.gone ? room.gone[pupil.gone] : (state.problem?.said ?? "");
  at("said").hidden = !text;
  setText(at("said"), text);
}

function waiting(at, room, pupil, actions) {
  const me = mine(pupil);
  const { phase, mode } = pupil.room;
  const names = sharers(pupil).map(({ name }) => name);
  const several = names.length > 1 && phase !== "drawing";
  setText(at("waiting-are"), several ? room.playingHere : room.youAre);
  setText(at("waiting-name"), several ? room.listed(names) : (me?.name ?? ""));
  setText(at("waiting-says"), room[waitingFor(pupil)]);
  setText(at("waiting-score"), phase === "lobby" || !me ? "" : `${mode === "relay" ? `${room.team(me.team ?? 0)} · ` : ""}${room.points(me.score ?? 0)}`);
  at("waiting-acts").hidden = phase !== "lobby";
  at("own-name").hidden = !pupil.room.names;
  turns(at("turns"), room, pupil, actions, true);
}

/** Who of those on this device may draw now. */
function turns(place, room, pupil, actions, offered) {
  const waiting = sharers(pupil).filter(({ turn }) => offered && turn);
  place.hidden = waiting.length === 0;
  const key = waiting.map(({ member, name }) => `${member}${name}`).join();
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...waiting.map((one) => button("press is-main", room.itsTurn(one.name), () => actions.turn(one.seat))));
}

/** A new word begins with an empty field; who has found it has nothing to type any more. */
function answering(at, room, pupil) {
  const { number, muted } = pupil.room;
  at("say-form").hidden = guessing(pupil) === null || muted;
  at("answer-quiet").hidden = !muted;
  setText(at("answer-quiet"), room.muted);
  if (at("answer").dataset.number === String(number)) return;
  at("answer").dataset.number = String(number);
  at("say").value = "";
  at("told").textContent = "";
}

function drawing(at, texts, room, pupil, state, now, stopped) {
  const word = state.round?.word ?? null;
  const over = state.phase === "over";
  setText(at("asked-draw"), over ? (state.verdict.won ? texts.drew : texts.was) : texts.draw);
  setText(at("asked-word"), word ? texts.named(word) : "");
  at("asked-word").classList.toggle("is-long", word !== null && texts.named(word).length > 12);
  setText(at("asked-hint"), pupil.room.mode === "fool" && !over ? room.foolAsk : "");
  const face = state.phase === "drawing" ? clockFace(state.round, now) : null;
  at("clock").hidden = !face;
  if (face && !stopped) {
    setText(at("clock"), String(face.seconds));
    at("clock").classList.toggle("is-last", face.last);
  }
  at("halt").hidden = !stopped || over;
  setText(at("halt"), pupil.room.waiting ? room.hostAway : room.paused);
  at("board").setAttribute("aria-label", word ? texts.boardAsked(word) : texts.board);
}
