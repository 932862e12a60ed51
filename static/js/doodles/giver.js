// Whether this tab's drawings are given, and which of them are kept. It knows the messages `agree`, `keep` and `kept`, and no
// document. What it knows outlives a reload: {answer, receipt, country, begun: [rounds], waiting: {round: fields of `keep`},
// kept: {round: key}}.

const BEGUN = 3; // the newest rounds: one that was skipped may end after the next has begun
const RETRY_MS = 5000; // until a drawing that the database had no room for is sent again
const CHOOSING_MS = 500; // who goes through a list by keys chooses many on the way
// refusals that trying again may help against; any other is final
const PASSING = new Set(["away", "silent", "slow_down", "restarting", "busy"]);

export const nobody = Object.freeze({ answer: null, receipt: null, country: null, begun: [], waiting: {}, kept: {} });

export class Giver {
  #ask;
  #keep;
  #changed;
  #language;
  #up = false; // the server has been told who gives
  #timer = null;
  #choosing = null; // a timer, too

  /**
   * ask(name, fields): resolves to the acknowledgement or {problem}. saved: as `keep` was given it, or null. changed(): there
   * is something new to show. language: a tag.
   */
  constructor({ ask, saved, keep, changed = () => {}, language }) {
    [this.#ask, this.#keep, this.#changed, this.#language] = [ask, keep, changed, language];
    this.state = { ...nobody, ...saved };
    this.possible = false; // the server collects drawings, here
  }

  /** After each hello: who gives, and what is not kept yet. collect: whether there is anything to be asked. */
  async welcomed(collect) {
    [this.#up, this.possible] = [false, collect];
    const { answer, receipt } = this.state;
    if (collect && answer && receipt) {
      const { problem } = await this.#ask("agree", this.#agreement(true));
      if (problem) return this.#later(() => this.welcomed(collect), problem);
    }
    this.#up = true;
    this.#changed();
    return this.#sendAll();
  }

  /** The link is lost. */
  lost() {
    this.#up = false;
  }

  /** The player says yes or no. Resolves to whether that came through. */
  async answer(agreed) {
    const { receipt } = this.state;
    const { problem, receipt: words } = await this.#ask("agree", this.#agreement(agreed));
    if (problem) return false;
    this.#set({ answer: agreed, receipt: words ?? receipt, ...(!agreed && { begun: [], waiting: {} }) });
    return true;
  }

  /** Where the player draws, two letters, or null for who would rather not say. Goes along with a yes, or after it. */
  from(country) {
    this.#set({ country });
    clearTimeout(this.#choosing);
    this.#choosing = setTimeout(() => this.#up && this.state.answer && this.welcomed(this.possible), CHOOSING_MS);
  }

  /** A round begins. Only what was begun after the yes is given. */
  begun(round) {
    if (this.state.answer) this.#set({ begun: [...this.state.begun, round].slice(-BEGUN) });
  }

  /** A round is over that has a word and a drawing. board: {width, height}; pen: as in wire.js. */
  over(round, { board, pen }) {
    const { answer, begun, kept } = this.state;
    if (!answer || !this.possible || !begun.includes(round) || kept[round]) return;
    const size = [Math.ceil(board.width), Math.ceil(board.height)];
    this.#set({ waiting: { ...this.state.waiting, [round]: { board: size, pen, language: this.#language } } });
    this.#send(round);
  }

  /** A `kept` message: it is in the database, or never will be. */
  kept({ round, key, problem }) {
    if (key) this.#set({ waiting: without(this.state.waiting, round), kept: { ...this.state.kept, [round]: key } });
    else this.#refused(round, problem);
  }

  /** Whoever shares this device, or comes after, has not been asked. */
  forget() {
    this.#set(nobody);
  }

  #agreement(agreed) {
    const { receipt, country } = this.state;
    return { agreed, language: this.#language, ...(receipt && { receipt }), ...(agreed && country && { country }) };
  }

  #sendAll() {
    for (const round of Object.keys(this.state.waiting)) this.#send(round);
  }

  async #send(round) {
    if (!this.#up || !this.state.waiting[round]) return;
    const { problem } = await this.#ask("keep", { round, ...this.state.waiting[round] });
    if (problem && PASSING.has(problem.code)) this.#later(() => this.#sendAll(), problem);
    else if (problem) this.#refused(round, problem);
  }

  #refused(round, problem) {
    const over = problem?.code === "not_agreed"; // everything under the receipt was deleted, from another page perhaps
    this.#set({ waiting: over ? {} : without(this.state.waiting, round), ...(over && { answer: false, receipt: null }) });
  }

  #later(act, problem) {
    if (!PASSING.has(problem.code)) return this.#set({ answer: false });
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      act();
    }, RETRY_MS);
    return undefined;
  }

  #set(change) {
    this.state = { ...this.state, ...change };
    this.#keep(this.state);
    this.#changed();
  }
}

const without = (rounds, round) => Object.fromEntries(Object.entries(rounds).filter(([id]) => id !== round));

/** What this canvas was drawn on with last: a function that tells "mouse", "touch", "pen" or "keys". */
export function penOn(canvas) {
  let pen = "mouse";
  canvas.addEventListener("pointerdown", ({ pointerType }) => (pen = ["touch", "pen"].includes(pointerType) ? pointerType : "mouse"));
  canvas.addEventListener("keydown", ({ key }) => key === " " && (pen = "keys"));
  return () => pen;
}
