// What a receipt opens: fetches the drawings and shows them, downloads them, and deletes them once somebody is sure.

import { button, make, svg } from "../dom.js";
import { keepFile } from "../end/files.js";
import { fetchLanguage } from "../language.js";
import { keepGiver, loadGiver } from "../storage.js";
import { nobody } from "./giver.js";
import { giveTexts } from "./givetexts.js";

const EDGE = 8; // of the square of 255 that drawings lie in: room for the pen's width

const language = await fetchLanguage(document.documentElement.dataset.language);
const texts = giveTexts(language);
const [door, input, said, place, sure] = ["door", "receipt", "said", "mine", "sure"].map((id) => document.getElementById(id));
let receipt = "";

async function post(what, fields = {}) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`/doodles/mine${what}`, { method: "POST", headers, body: JSON.stringify({ receipt, ...fields }) });
    if (answer.ok) return answer;
    say(sayOf((await answer.json()).problem));
  } catch {
    say(texts.notNow);
  }
  return null;
}

function sayOf({ code }) {
  if (code === "no_receipt") return texts.wrong;
  return code === "slow_down" ? texts.slowDown : texts.notNow;
}

function say(text, calm = false) {
  said.textContent = text;
  said.classList.toggle("is-calm", calm);
}

async function open() {
  say("");
  place.hidden = true;
  const answer = await post(".json");
  if (answer) show(await answer.json());
}

function show({ agreed, count, drawings, next }) {
  const head = make("h2", "mine-title", count > 0 ? texts.given(count) : texts.none);
  head.tabIndex = -1;
  const list = make("ul", "mine-list", ...drawings.map(item));
  const acts = make("p", "mine-acts", button("press", texts.download, download), button("press is-bad", texts.removeAll, ask));
  place.replaceChildren(head, ...(agreed ? [] : [make("p", "mine-note", texts.stopped)]), acts, list);
  if (next !== null) place.append(more(list, next));
  place.hidden = false;
  head.focus({ preventScroll: true });
}

function more(list, after) {
  const element = button("press", texts.more, async () => {
    const answer = await post(".json", { after });
    if (!answer) return;
    const { drawings, next } = await answer.json();
    list.append(...drawings.map(item));
    element.replaceWith(...(next === null ? [] : [more(list, next)]));
  });
  return element;
}

function item({ key, word, day, status, strokes }) {
  const date = new Intl.DateTimeFormat(language.lang, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(day));
  const away = button("press is-plain mine-away", texts.removeOne, async () => {
    const answer = await post("/delete", { keys: [key] });
    if (!answer) return;
    forget((kept) => Object.fromEntries(Object.entries(kept).filter(([, one]) => one !== key)));
    await open();
    say(texts.removed((await answer.json()).deleted), true);
  });
  away.setAttribute("aria-label", texts.removeNamed(word));
  const about = [make("b", "mine-word", texts.name(word)), make("span", "mine-note", date), make("span", "mine-note", texts.status[status])];
  return make("li", "mine-item", picture(strokes), ...about, away);
}

function picture(strokes) {
  const points = (xs, ys) => [0, ...xs.keys()].map((i) => `${xs[i]},${ys[i]}`).join(" "); // the first twice: a dot is a line
  const lines = strokes.map(([xs, ys]) => svg("polyline", { points: points(xs, ys) }));
  const side = 255 + 2 * EDGE;
  return svg("svg", { class: "mine-drawing", viewBox: `${-EDGE} ${-EDGE} ${side} ${side}`, "aria-hidden": "true" }, ...lines);
}

async function download() {
  const answer = await post(".ndjson");
  if (answer) keepFile(new File([await answer.blob()], "inkling-drawings.ndjson", { type: "application/x-ndjson" }));
}

function ask() {
  const acts = make("p", "mine-acts", button("press is-bad", texts.removeAll, removeAll), button("press", texts.keep, () => sure.close()));
  const title = make("h2", "mine-title", texts.sure);
  title.id = "sure-title";
  sure.replaceChildren(title, make("p", "", texts.sureIs), acts);
  sure.showModal();
}

async function removeAll() {
  sure.close();
  const answer = await post("/delete");
  if (!answer) return;
  place.hidden = true;
  input.value = "";
  forget(null);
  say(texts.removed((await answer.json()).deleted), true);
}

/** The game in this tab counts what it gave. kept: null when the receipt has ended. */
function forget(kept) {
  const known = loadGiver();
  if (known?.receipt !== receipt) return;
  keepGiver(kept ? { ...known, kept: kept(known.kept) } : { ...nobody, answer: false });
}

door.addEventListener("submit", (event) => {
  event.preventDefault();
  receipt = input.value.toLowerCase().split(/[^a-z]+/).filter(Boolean).join("-");
  open();
});
input.value = loadGiver()?.receipt?.replaceAll("-", " ") ?? "";
if (input.value) door.requestSubmit();
