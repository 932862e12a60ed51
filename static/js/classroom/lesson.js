// After a word: everyone's drawings, what was mixed up, the average, one drawing stroke by stroke, two on one time line, and
// who taught the network.

import { button, make } from "../dom.js";
import { biasLesson } from "./bias.js";
import { confusionTable } from "./confusiontable.js";
import { density, othersOf } from "./density.js";
import { pressed } from "./pressed.js";
import { keyed, repainted } from "./repainted.js";
import { replays } from "./replays.js";
import { sketch, strokesOf } from "./sketch.js";

const VIEWS = ["drawings", "confusion", "average", "compare", "ways"];

export class Lesson {
  #place;
  #texts;
  #ask;
  #names = true; // whether drawings carry their pupil's
  #tools;
  #turned;
  #key = null; // of what is seen
  #newest = null; // the room's word, by its number
  #number = null; // the word that is looked at
  #members = [];
  #results = null;
  #view = "drawings";
  #chosen = []; // drawings to compare
  #replay = null;

  /**
   * place: the element. ask: as in link.js. tools(drawing): an element under a drawing of the newest word, or null. turned():
   * another word is looked at.
   */
  constructor(place, texts, ask, { tools = () => null, turned = () => {} } = {}) {
    [this.#place, this.#texts, this.#ask, this.#tools, this.#turned] = [place, texts, ask, tools, turned];
  }

  /** The word that is looked at, {number, word}; null before its results are there. */
  get looked() {
    return this.#results;
  }

  /** The results of this word, or of one before it that was chosen since. members: what has been shown or hidden is news. */
  async show(number, members) {
    if (number !== this.#newest) [this.#newest, this.#number] = [number, number];
    this.#members = members;
    const key = `${this.#number} ${members.map(({ member, shown, hidden }) => `${member}${shown}${hidden}`).join()}`;
    if (key === this.#key) return;
    this.#key = key;
    const results = await this.#ask("room_results", { number: this.#number });
    if (key !== this.#key) return; // something newer was asked for
    if (results.problem) {
      this.#key = null;
      return;
    }
    [this.#results, this.#chosen] = [results, []];
    this.#render();
    this.#turned();
  }

  /** The results are no longer seen. Those that come next may be of another game's word with the same number. */
  forget() {
    [this.#key, this.#newest, this.#results] = [null, null, null];
  }

  /** All words on one page, and what was mixed up, for as long as it is printed. names: whether drawings carry their pupil's. */
  async print(names) {
    const words = [];
    for (const [number] of this.#results?.words ?? []) words.push(await this.#ask("room_results", { number }));
    const there = words.filter(({ problem }) => !problem);
    this.#replay?.stop();
    this.#names = names;
    this.#place.replaceChildren(...there.map((results) => this.#printed(results)), confusionTable(there.at(-1)?.confusion ?? [], this.#texts));
    window.print();
    this.#names = true;
    if (this.#results) this.#render();
  }

  #printed(results) {
    const title = make("h2", "lesson-title", this.#texts.named(results.word));
    return make("section", "printed", title, make("div", "cards", ...results.drawings.map((drawing, index) => this.#card(drawing, index))));
  }

  #render() {
    this.#replay?.stop();
    this.#replay = null;
    const body = make("div", "lesson-body");
    repainted(this.#place, () => {
      this.#place.replaceChildren(make("div", "lesson-head", this.#views(), this.#back()), body);
      this.#fill(body);
    });
  }

  #views() {
    const views = VIEWS.map((view) => keyed(pressed(this.#texts.views[view], view === this.#view, () => this.#look(view)), view));
    const list = make("div", "lesson-views", ...views);
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", this.#texts.lesson);
    return list;
  }

  /** A list of the words up to now, to look at an earlier one; null where there is but one. */
  #back() {
    const { words, number } = this.#results;
    if (words.length < 2) return null;
    const options = words.map(([one, word]) => new Option(`${this.#texts.number(one)}. ${this.#texts.bare(word)}`, one, one === number, one === number));
    const select = make("select", "field lesson-word", ...options);
    select.setAttribute("aria-label", this.#texts.lookAt);
    select.addEventListener("change", () => {
      this.#number = Number(select.value);
      this.show(this.#newest, this.#members);
    });
    return keyed(select, "word");
  }

  #look(view) {
    [this.#view, this.#chosen] = [view, []];
    this.#render();
  }

  #fill(body) {
    if (this.#results.drawings.length === 0 && this.#view !== "confusion") return body.append(make("p", "lesson-note", this.#nothing()));
    const fill = {
      drawings: () => this.#drawings(body),
      confusion: () => this.#confusion(body),
      average: () => this.#average(body),
      compare: () => this.#compare(body),
      ways: () => biasLesson(body, this.#results, (act, chosen) => this.#cards(act, chosen), this.#texts),
    };
    return fill[this.#view]();
  }

  /** Why there is no drawing to look at. */
  #nothing() {
    const kept = this.#number === this.#newest && this.#members.some(({ drawing, shown }) => drawing && !shown);
    return kept ? this.#texts.approveFirst : this.#texts.nothingDrawn;
  }

  #labelOf(drawing, index) {
    return this.#names ? drawing.name : this.#texts.anonymous(index);
  }

  #cards(act, chosen = []) {
    return this.#results.drawings.map((drawing, index) => {
      const element = this.#card(drawing, index, () => act(drawing));
      if (chosen.includes(drawing.drawing)) element.setAttribute("aria-pressed", "true");
      return element;
    });
  }

  #card(drawing, index, act = () => {}) {
    const element = button("card", "", act);
    element.classList.toggle("is-won", drawing.won);
    element.append(sketch(drawing.strokes), make("span", "card-name", this.#labelOf(drawing, index)), make("span", "card-seen", this.#seenIn(drawing)));
    return keyed(element, drawing.drawing);
  }

  /** When the network was sure, or what it took the drawing for; and where people voted, how many of them saw the word. */
  #seenIn({ recognized, top, votes: [yes, no] }) {
    const seen = recognized !== null ? this.#texts.knewIn(recognized) : top?.[0] ? this.#texts.tookFor(top[0][0]) : this.#texts.sawNothing;
    return yes + no > 0 ? `${seen} · ${this.#texts.votesOf(yes, yes + no)}` : seen;
  }

  #drawings(body) {
    const tools = (drawing) => (this.#number === this.#newest ? this.#tools(drawing) : null);
    const cards = this.#cards((drawing) => this.#one(body, drawing)).map((card, index) => make("div", "card-place", card, tools(this.#results.drawings[index])));
    body.append(make("p", "lesson-note", this.#texts.firstRecognized), make("div", "cards", ...cards));
  }

  async #one(body, drawing) {
    const back = keyed(button("press", this.#texts.zoomOut, () => this.#render()), drawing.drawing); // to its card
    await this.#replays(body, [drawing.drawing], back);
    back.focus();
  }

  #confusion(body) {
    body.append(confusionTable(this.#results.confusion, this.#texts));
  }

  async #average(body) {
    const { word, drawings } = this.#results;
    const row = make("div", "averages", density(drawings.map(({ strokes }) => strokesOf(strokes)), this.#texts.averageOurs(drawings.length)));
    body.append(row);
    const others = await othersOf(word);
    row.append(density(others, others.length > 0 ? this.#texts.averageTheirs(others.length) : this.#texts.averageNone));
  }

  #compare(body) {
    const note = make("p", "lesson-note", this.#texts.pickTwo);
    const choose = ({ drawing }) => {
      this.#chosen = this.#chosen.includes(drawing) ? this.#chosen.filter((one) => one !== drawing) : [...this.#chosen, drawing].slice(-2);
      if (this.#chosen.length === 2) return this.#replays(body, this.#chosen, button("press", this.#texts.zoomOut, () => this.#look("compare")));
      return show();
    };
    const show = () => repainted(body, () => body.replaceChildren(note, make("div", "cards", ...this.#cards(choose, this.#chosen))));
    show();
  }

  async #replays(body, ids, back) {
    const answers = await Promise.all(ids.map((drawing) => this.#ask("room_drawing", { drawing })));
    if (answers.some(({ problem }) => problem)) return;
    const drawings = answers.map((answer, at) => {
      const index = this.#results.drawings.findIndex(({ drawing }) => drawing === ids[at]);
      return { label: this.#labelOf(this.#results.drawings[index], index), word: this.#results.word, strokes: answer.strokes, curve: answer.curve };
    });
    this.#replay = replays(drawings, this.#texts);
    repainted(body, () => body.replaceChildren(make("div", "lesson-back", back), this.#replay.element));
  }
}
