// Moderators: one key, or one tap, for each drawing.

import { button, make } from "../dom.js";
import { ask } from "./ask.js";
import { Better } from "./better.js";
import { showLog } from "./reviewlog.js";
import { Picture } from "./picture.js";
import { Reviewing } from "./reviewing.js";
import * as words from "./reviewwords.js";

const KEYS = { k: "keep", w: "wrong_word", r: "reject", u: "unsure", z: "undo", Backspace: "undo", p: "replay" };
const CAPS = { keep: "K", wrong_word: "W", reject: "R", unsure: "U", undo: "Z", replay: "P" };

const at = (id) => document.getElementById(id);
const say = (text) => (at("said").textContent = text);
const asking = (name, fields) => ask(`/doodles/review/${name}`, fields);
const picture = new Picture(at("sheet"));
const better = new Better(at("better"), at("better-word"), at("better-list"), (word) => rule("wrong_word", word));
const reviewing = new Reviewing(asking, show, fail);
let shown = null;

for (const element of document.querySelectorAll("[data-word]")) element.textContent = words.WORDS[element.dataset.word];
at("acts").append(...Object.keys(words.ACTS).map(actButton));
at("piles").append(...Object.keys(words.PILES).map((pile) => button("press", words.PILES[pile], () => open(pile))));

function actButton(act) {
  const one = button("press", "", () => does[act]());
  one.append(make("kbd", "", CAPS[act]), ` ${words.ACTS[act]}`);
  one.dataset.act = act;
  return one;
}

const does = {
  keep: () => rule("keep"),
  reject: () => rule("reject"),
  unsure: () => rule("unsure"),
  wrong_word: () => shown && better.open(),
  undo: () => {
    better.close();
    say(reviewing.undo() ? "" : words.NOTHING_TO_UNDO);
  },
  replay: () => picture.replay(),
};

function rule(verdict, word = null) {
  if (!shown) return;
  better.close();
  say("");
  reviewing.rule(verdict, word);
}

function show() {
  const task = reviewing.tasks[0] ?? null;
  at("left").textContent = words.left(reviewing.pile, reviewing.left);
  [...at("piles").children].forEach((one, index) => one.setAttribute("aria-pressed", String(Object.keys(words.PILES)[index] === reviewing.pile)));
  for (const one of at("acts").children) one.disabled = !task && one.dataset.act !== "undo";
  if (task === shown) return;
  shown = task;
  at("desk").hidden = !task;
  if (!task) return say(words.EMPTY[reviewing.pile]);
  picture.show(task.strokes, words.shows(task.word));
  if (task.strokes.length === 0) at("sheet").append(make("p", "review-none", words.NO_INK));
  at("word").textContent = words.isIt(task.word);
  at("facts").replaceChildren(...words.facts(task).map(({ text, bad }) => make("li", bad ? "is-bad" : "", text)));
  at("guesses").replaceChildren(...task.guesses.map(([word, p], index) => guessOf(word, p, index, task)));
}

function guessOf(word, p, index, task) {
  const one = button("press", "", () => rule("wrong_word", word));
  one.append(make("kbd", "", String(index + 1)), ` ${words.guess(word, p)}`);
  one.disabled = word === task.word;
  return make("li", "", one);
}

function fail({ code, message }) {
  say(message);
  if (code === "signed_out") door(true);
  else show();
}

function door(open) {
  [at("door").hidden, at("review").hidden] = [!open, open];
  if (open) at("name").focus();
}

async function open(pile) {
  better.close();
  shown = null;
  const name = await reviewing.open(pile);
  if (name === null) return;
  door(false);
  at("sign-out").textContent = words.signOut(name);
  if (reviewing.tasks.length > 0) say("");
  else show();
}

at("door").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { problem } = await asking("sign-in", { name: at("name").value, passphrase: at("passphrase").value });
  at("passphrase").value = "";
  if (problem) return say(problem.message);
  say("");
  return open();
});

at("sign-out").addEventListener("click", async () => {
  await reviewing.settled();
  await asking("sign-out", {});
  location.reload();
});

at("log-open").addEventListener("click", async () => {
  await reviewing.settled();
  logged(true);
  showLog(at("log"), asking, { back: () => logged(false), changed: () => open() });
});

function logged(open) {
  for (const id of ["desk", "acts"]) at(id).hidden = open;
  at("log").hidden = !open;
  if (!open) at("desk").hidden = !shown;
}

addEventListener("keydown", (event) => {
  if (at("review").hidden || !at("log").hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") return better.close();
  if (event.target.matches("input:not([type=checkbox])") || !at("letters").checked) return;
  const guess = shown?.guesses[Number(event.key) - 1];
  if (guess && guess[0] !== shown.word) return rule("wrong_word", guess[0]);
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || (event.repeat && act !== "undo")) return;
  event.preventDefault(); // no letter in the field that opens, no page back
  does[act]();
});

addEventListener("beforeunload", (event) => reviewing.busy && event.preventDefault()); // verdicts are on their way
const { name } = await asking("who", {});
if (name) open();
else door(true);
