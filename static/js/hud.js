// Everything on the screen but the ink: the word, the clock, the guesses, the buttons, the notices. It only reads the state.

import { clockFace } from "./clock.js";
import { label } from "./dom.js";
import { guessList, setText } from "./guesses.js";
import { inkling } from "./inkling.js";
import { marksOf } from "./match.js";
import { can } from "./state.js";
import { explain } from "./texts.js";
import { announcer, speech } from "./voice.js";

const CALL_MS = 1400; // for so long a new word stands on the paper
const MARKS = 10; // of a longer match, only the newest marks are shown

/**
 * page: the document. texts: as in texts.js. actions: {act(name), dismiss()}, what the buttons do.
 * Returns render(state, now, notice): notice is a text that is not a problem, such as "connected again", or null.
 */
export function hud(page, texts, actions) {
  const at = (id) => page.getElementById(id);
  label(page, texts);
  for (const button of page.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => actions.act(button.dataset.act));
  }
  at("notice-close").addEventListener("click", actions.dismiss);
  const parts = [
    asked(page, at, texts),
    progress(at, texts),
    clock(at, texts),
    panel(at, texts),
    buttons(page, at, texts),
    noticeBar(at, texts),
  ];
  return (state, now, notice) => {
    [page.body.dataset.phase, page.body.dataset.link] = [state.phase, state.link];
    page.body.dataset.verdict = state.phase === "over" ? state.verdict.reason : "";
    page.body.dataset.mode = state.match?.mode ?? "";
    for (const render of parts) render(state, now, notice);
  };
}

function asked(page, at, texts) {
  let shown;
  return ({ phase, round, verdict }, now) => {
    const playing = phase === "drawing" || phase === "over";
    const word = playing ? round.word : null;
    const hint = playing ? (round.hint ?? "") : "";
    const fresh = phase === "drawing" && now - round.startedAt < CALL_MS;
    at("call").classList.toggle("is-shown", fresh && word !== null);
    const key = `${phase} ${round?.id} ${verdict?.reason} ${word} ${hint}`;
    if (key === shown) return;
    shown = key;
    setText(at("asked-draw"), heading({ phase, verdict, hint }, word, texts));
    setText(at("asked-word"), word ? texts.named(word) : "");
    define(at("asked-hint"), hint, texts);
    at("asked").classList.toggle("is-riddle", !word && hint !== "");
    at("asked-word").classList.toggle("is-long", word !== null && texts.named(word).length > 12);
    setText(at("call"), word ? texts.named(word) : "");
    page.title = word ? texts.titleAsked(word) : texts.title;
    at("board").setAttribute("aria-label", word ? texts.boardAsked(word) : texts.board);
  };
}

/** A definition comes in English, and is shown as such where the language has none of its own. */
function define(element, english, texts) {
  const { hint, lang } = texts.hinted(english);
  setText(element, hint);
  element.lang = lang;
}

function heading({ phase, verdict, hint }, word, texts) {
  if (phase === "drawing") return word ? texts.draw : hint ? texts.riddle : texts.drawFree;
  if (phase !== "over" || !word) return "";
  return verdict.won ? texts.drew : texts.was;
}

/** Where in the match we are: a mark for each round, and in words. */
function progress(at, texts) {
  let shown;
  return ({ phase, match }) => {
    const playing = match && match.mode !== "zen" && (phase === "drawing" || phase === "over" || phase === "asking");
    at("progress").hidden = !playing;
    if (!playing) return;
    const marks = marksOf(match, phase);
    const text = standing(match, texts);
    if (shown === `${marks} ${text}`) return;
    shown = `${marks} ${text}`;
    setText(at("progress-text"), text);
    at("progress-marks").replaceChildren(...marks.slice(-MARKS).map((mark) => markOf(mark, at("progress").ownerDocument)));
  };
}

function standing({ mode, index, count, score, streak }, texts) {
  if (mode === "sprint") return texts.gotSoFar(score);
  if (mode === "streak") return texts.streakOf(streak);
  return texts.wordOf(Math.max(0, index) + 1, count);
}

function markOf(mark, page) {
  const element = page.createElement("span");
  element.className = `mark is-${mark}`;
  return element;
}

function clock(at, texts) {
  return ({ phase, round }, now) => {
    const face = phase === "drawing" ? clockFace(round, now) : null;
    for (const part of [at("clock"), at("timeline")]) part.toggleAttribute("hidden", !face); // svg has no .hidden
    if (!face) return;
    setText(at("clock-face"), String(face.seconds));
    setText(at("clock-text"), texts.timeLeft(face.seconds));
    at("clock").classList.toggle("is-last", face.last);
    at("timeline").classList.toggle("is-last", face.last);
    at("timeline").style.setProperty("--share", face.share.toFixed(4));
  };
}

function panel(at, texts) {
  const list = guessList(at("guesses"), texts);
  const face = inkling(at("inkling"));
  const hear = announcer(texts);
  return (state, now) => {
    const { say, aside } = speech(state, texts);
    write(at("voice"), say);
    setText(at("aside"), aside);
    list(state.slots, state.round?.word, state.phase === "drawing" ? now : Infinity); // later, nothing is new
    face(state, at("board").getBoundingClientRect());
    const news = hear(state, now);
    if (news !== null) at("announcer").textContent = news;
  };
}

/** say: [before, emphasized, after]. */
function write(element, [before, emphasized, after]) {
  if (element.textContent === before + emphasized + after) return;
  element.replaceChildren(before);
  if (!emphasized) return;
  const mark = element.ownerDocument.createElement("mark");
  mark.textContent = emphasized;
  element.append(mark, after);
}

function buttons(page, at, texts) {
  const all = page.querySelectorAll("[data-act]");
  return (state) => {
    const zen = state.match?.mode === "zen";
    for (const button of all) button.disabled = !can(state, button.dataset.act);
    at("hint").hidden = !can(state, "hint");
    setText(at("skip-text"), zen ? texts.newSheet : texts.skip);
    setText(at("leave-text"), zen ? texts.done : texts.leave);
    setText(at("next-text"), state.phase === "asking" ? texts.asking : state.match?.done ? texts.toTheEnd : texts.next);
  };
}

function noticeBar(at, texts) {
  return ({ link, problem }, now, notice) => {
    const text = link === "lost" ? texts.linkLost : problem ? explain(texts, problem) : notice;
    at("notice").hidden = !text;
    at("notice").classList.toggle("is-bad", link === "lost" || Boolean(problem));
    at("notice-close").hidden = !problem || link === "lost";
    if (text) setText(at("notice-text"), text);
  };
}
