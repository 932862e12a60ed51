// After a word: everyone's drawings, what was mixed up, the average, one drawing stroke by stroke, two on one time line, and
// who taught the network.

import { button, make } from "../dom.js";
import { biasLesson } from "./bias.js";
import { confusionTable } from "./confusiontable.js";
import { density, othersOf } from "./density.js";
import { replays } from "./replays.js";
import { sketch, strokesOf } from "./sketch.js";

const VIEWS = ["drawings", "confusion", "average", "compare", "ways"];

export class Lesson {
  #place;
  #texts;
  #ask;
  #names;
  #number = null;
  #results = null;
  #view = "drawings";
  #chosen = []; // drawings to compare
  #replay = null;

  /** place: the element. ask: as in link.js. names: whether drawings carry their pupil's name. */
  constructor(place, texts, ask, { names }) {
    [this.#place, this.#texts, this.#ask, this.#names] = [place, texts, ask, names];
  }

  get results() {
    return this.#results;
  }

  /** The results of this word. shownKey: what the host has shown or hidden since; other news than that changes nothing. */
  async show(number, members) {
    const key = `${number} ${members.map(({ member, shown, hidden }) => `${member}${shown}${hidden}`).join()}`;
    if (key === this.#number) return;
    this.#number = key;
    const results = await this.#ask("room_results", { number });
    if (results.problem || key !== this.#number) {
      this.#number = null;
      return;
    }
    [this.#results, this.#chosen] = [results, []];
    this.#render();
  }

  /** The results are no longer seen. Those that come next may be of another game's word with the same number. */
  forget() {
    this.#number = null;
  }

  /** The pages' names are to be seen, or not (for printing). */
  named(names) {
    this.#names = names;
    if (this.#results) this.#render();
  }

  #render() {
    this.#replay?.stop();
    this.#replay = null;
    const tabs = VIEWS.map((view) => {
      const tab = button("press", this.#texts.views[view], () => this.#look(view));
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(view === this.#view));
      return tab;
    });
    const list = make("div", "lesson-tabs", ...tabs);
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", this.#texts.lesson);
    const body = make("div", "lesson-body");
    body.setAttribute("role", "tabpanel");
    this.#place.replaceChildren(list, body);
    this.#fill(body);
  }

  #look(view) {
    [this.#view, this.#chosen] = [view, []];
    this.#render();
  }

  #fill(body) {
    if (this.#results.drawings.length === 0 && this.#view !== "confusion") return body.append(make("p", "lesson-note", this.#texts.nothingDrawn));
    const fill = {
      drawings: () => this.#drawings(body),
      confusion: () => this.#confusion(body),
      average: () => this.#average(body),
      compare: () => this.#compare(body),
      ways: () => biasLesson(body, this.#results, (act, chosen) => this.#cards(act, chosen), this.#texts),
    };
    return fill[this.#view]();
  }

  #labelOf(drawing, index) {
    return this.#names ? drawing.name : this.#texts.anonymous(index);
  }

  #cards(act, chosen = []) {
    return this.#results.drawings.map((drawing, index) => {
      const { won, strokes } = drawing;
      const element = button("card", "", () => act(drawing));
      element.classList.toggle("is-won", won);
      element.dataset.drawing = drawing.drawing;
      if (chosen.includes(drawing.drawing)) element.setAttribute("aria-pressed", "true");
      element.append(sketch(strokes), make("span", "card-name", this.#labelOf(drawing, index)), make("span", "card-seen", this.#seenIn(drawing)));
      return element;
    });
  }

  /** When the network was sure, or what it took the drawing for; and where people voted, how many of them saw the word. */
  #seenIn({ recognized, top, votes: [yes, no] }) {
    const seen = recognized !== null ? this.#texts.knewIn(recognized) : top?.[0] ? this.#texts.tookFor(top[0][0]) : this.#texts.sawNothing;
    return yes + no > 0 ? `${seen} · ${this.#texts.votesOf(yes, yes + no)}` : seen;
  }

  #drawings(body) {
    body.append(make("p", "lesson-note", this.#texts.firstRecognized), make("div", "cards", ...this.#cards((drawing) => this.#one(body, drawing))));
  }

  async #one(body, drawing) {
    const back = button("press", this.#texts.zoomOut, () => this.#render());
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
      return body.replaceChildren(note, make("div", "cards", ...this.#cards(choose, this.#chosen)));
    };
    body.append(note, make("div", "cards", ...this.#cards(choose, this.#chosen)));
  }

  async #replays(body, ids, back) {
    const answers = await Promise.all(ids.map((drawing) => this.#ask("room_drawing", { drawing })));
    if (answers.some(({ problem }) => problem)) return;
    const drawings = answers.map((answer, at) => {
      const index = this.#results.drawings.findIndex(({ drawing }) => drawing === ids[at]);
      return { label: this.#labelOf(this.#results.drawings[index], index), word: this.#results.word, strokes: answer.strokes, curve: answer.curve };
    });
    this.#replay = replays(drawings, this.#texts);
    body.replaceChildren(make("div", "lesson-back", back), this.#replay.element);
  }
}
