// The page of figures: a table of the words, and for one of them pictures of how it is drawn.

import { button, make } from "../dom.js";
import { fetchLanguage } from "../language.js";
import { average, columns, rose, sequence } from "./figures.js";
import { insightTexts } from "./insighttexts.js";

const KEYS = ["word", "drawings", "recognized", "seconds", "strokes", "difficulty"];
const LEVELS = ["easy", "medium", "hard"];
const SECONDS_MARKED = 5; // every so many columns of the times have a label

const at = (id) => document.getElementById(id);
const texts = insightTexts(await fetchLanguage(document.documentElement.dataset.language));
const shown = { words: [], word: null, by: "language", sort: "drawings", down: true };
const lines = new Map(); // word -> its row, made once: what has the keyboard's focus stays where it is
const heads = new Map(); // key -> the cell at the head of its column

async function ask(path) {
  try {
    const answer = await fetch(path);
    if (answer.ok) return await answer.json();
  } catch {
    // said below
  }
  at("said").textContent = texts.away;
  return null;
}

const shareOf = ({ recognized, played }) => (played ? recognized / played : null);
const valueOf = {
  word: (row) => texts.name(row.word),
  recognized: (row) => shareOf(row) ?? -1,
  seconds: (row) => row.seconds ?? Infinity,
  strokes: (row) => row.strokes ?? Infinity,
  difficulty: (row) => LEVELS.indexOf(row.difficulty),
};
const mean = (value) => (value === null ? "" : texts.number(Math.round(value * 10) / 10)); // null: of too few
const keyed = (row, key) => (valueOf[key] ?? ((found) => found[key]))(row);

function sorted() {
  const find = at("find").value.trim().toLocaleLowerCase();
  const rows = shown.words.filter(({ word }) => [word, texts.name(word)].some((text) => text.toLocaleLowerCase().includes(find)));
  const order = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);
  return rows.sort((a, b) => (shown.down ? -1 : 1) * order(keyed(a, shown.sort), keyed(b, shown.sort)));
}

function tiles() {
  const sum = (key) => shown.words.reduce((total, row) => total + row[key], 0);
  const [drawings, played, waiting] = [sum("drawings"), sum("played"), sum("waiting")];
  const lines = [texts.drawings(drawings), texts.words(shown.words.length)];
  if (played) lines.push(texts.recognizedOf(sum("recognized") / played));
  if (waiting) lines.push(texts.waiting(waiting));
  at("tiles").replaceChildren(...lines.map((line) => make("li", "tile", line)));
}

function table() {
  const most = Math.max(1, ...shown.words.map(({ drawings }) => drawings));
  for (const key of KEYS) heads.set(key, heading(key));
  for (const row of shown.words) lines.set(row.word, line(row, most));
  at("table").replaceChildren(make("thead", "", make("tr", "", ...heads.values())), make("tbody"));
  order();
}

/** The rows as they are sorted and searched for. */
function order() {
  for (const [key, cell] of heads) {
    if (shown.sort === key) cell.setAttribute("aria-sort", shown.down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
  at("table").tBodies[0]?.replaceChildren(...sorted().map(({ word }) => lines.get(word)));
}

function heading(key) {
  const cell = make("th", "", button("insight-sort", texts.columns[key], () => {
    shown.down = shown.sort === key ? !shown.down : key !== "word";
    shown.sort = key;
    order();
  }));
  cell.scope = "col";
  return cell;
}

function line(row, most) {
  const name = make("th", "", button("insight-choose", texts.name(row.word), async () => {
    await choose(row.word);
    at("word").scrollIntoView({ block: "nearest" });
  }));
  name.scope = "row";
  const share = shareOf(row);
  const cells = [
    bar(row.drawings / most, texts.number(row.drawings)),
    share === null ? make("td") : bar(share, texts.percent(share)),
    make("td", "is-number", mean(row.seconds)),
    make("td", "is-number", mean(row.strokes)),
    make("td", "", texts.difficulties[row.difficulty] ?? ""),
  ];
  return make("tr", "", name, ...cells);
}

function bar(share, text) {
  const cell = make("td", "insight-bar is-number", make("span", "", text));
  cell.style.setProperty("--share", share.toFixed(3));
  return cell;
}

async function choose(word) {
  shown.word = word;
  for (const [name, row] of lines) row.classList.toggle("is-chosen", name === word);
  const place = `/doodles/insight/word.json?word=${encodeURIComponent(word)}&by=${shown.by}`;
  const found = await ask(place);
  if (!found || shown.word !== word) return;
  at("name").textContent = texts.name(word);
  at("json").href = place;
  at("word").hidden = false;
  const { validated } = shown.words.find((row) => row.word === word);
  at("cards").replaceChildren(...cards(found.everybody, validated ? texts.tooFew : texts.unchecked));
  const groups = Object.entries(found.groups);
  at("few").hidden = groups.length > 0;
  at("groups").replaceChildren(...groups.map(([name, group]) => groupCard(groupName(name), group)));
}

/** "de" -> "German", "BR" -> "Brazil", in the page's language. */
function groupName(name) {
  const names = new Intl.DisplayNames(document.documentElement.lang, { type: shown.by === "country" ? "region" : "language" });
  try {
    return names.of(name) ?? name;
  } catch {
    return name; // no code that the browser knows
  }
}

/** few: what is said where there are too few drawings, or givers, for pictures. */
function cards(group, few) {
  if (!group.average) return [make("p", "insight-note", few)];
  const starts = Object.values(group.starts);
  const { clockwise, counterclockwise } = group.loops;
  const loops = clockwise + counterclockwise;
  const seldom = loops < group.drawings / 4;
  return [
    card(texts.average, texts.drawings(group.drawings), average(group.average, texts.tooFew)),
    card(texts.starts, texts.startsMost(starts.indexOf(Math.max(...starts))), rose(starts)),
    card(texts.loops, seldom ? texts.noLoops : texts.clockwise(clockwise / loops), seldom ? null : around(clockwise / loops)),
    card(texts.order, "", sequence(group.order, texts.tooFew)),
    card(texts.count, "", columns(group.strokes, (index) => upTo(index + 1, group.strokes.length))),
    card(texts.time, "", columns(group.seconds, (index) => upTo(index, group.seconds.length - 1), SECONDS_MARKED)),
  ];
}

/** The last column is of that many and more. */
const upTo = (number, last) => (number === last ? `${number}+` : String(number));

function around(share) {
  const element = make("div", "figure insight-around");
  element.style.setProperty("--share", share.toFixed(3));
  return element;
}

const card = (title, note, figure) =>
  make("figure", "insight-card", make("figcaption", "", make("strong", "", title), note ? make("span", "insight-note", note) : null), figure);

function groupCard(name, group) {
  const starts = Object.values(group.starts);
  return make(
    "div", "insight-group", make("h3", "", name), make("span", "insight-note", texts.drawings(group.drawings)),
    average(group.average, texts.tooFew), rose(starts), sequence(group.order, texts.tooFew),
  );
}

at("find").addEventListener("input", order);
at("by").addEventListener("change", (event) => {
  shown.by = event.target.value;
  if (shown.word) void choose(shown.word);
});

const found = await ask("/doodles/insight.json");
if (found) {
  shown.words = found.words;
  at("insight").hidden = !shown.words.length;
  if (shown.words.length) tiles();
  else at("said").textContent = texts.nothing;
  table();
  const first = [...shown.words].sort((a, b) => b.validated - a.validated)[0];
  if (first?.validated) void choose(first.word);
}
