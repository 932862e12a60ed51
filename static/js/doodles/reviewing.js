// The work of a moderator without a screen: drawings ahead, verdicts on their way, and what can be undone. Verdicts are sent one
// after the other, in the order they were given, while the next drawing is on the screen already.

const FEW = 8; // drawings left when more are asked for

export class Reviewing {
  tasks = []; // the first is on the screen
  left = { waiting: 0, other: 0, reported: 0 };
  pile = "waiting";
  #ask;
  #changed;
  #failed;
  #past = []; // {review: a promise of its number or null, task, or null when it was before this page}
  #sending = Promise.resolve();
  #underWay = new Map(); // key -> how many verdicts on it are on their way
  #loading = null;
  #moved = 0; // drawings that came back by undo, less those that were ruled on

  /** ask(path, fields): as in ask.js. changed(): something else is to be seen. failed(problem): it is to be told. */
  constructor(ask, changed, failed) {
    [this.#ask, this.#changed, this.#failed] = [ask, changed, failed];
  }

  /** Begins anew with this pile. Returns the moderator's name, or null when nobody is signed in. */
  async open(pile = this.pile) {
    [this.pile, this.tasks] = [pile, []];
    const answer = await this.#queue();
    if (!answer) return null;
    this.#past = answer.undoable.map((review) => ({ review: Promise.resolve(review), task: null }));
    this.#changed();
    return answer.name;
  }

  /** The verdict on what is on the screen. */
  rule(verdict, better = null) {
    const task = this.tasks.shift();
    if (!task) return;
    this.#count(task.key, 1);
    const review = this.#inTurn(async () => {
      const fields = { key: task.key, verdict, known: task.review, ...(better ? { better } : {}) };
      const { review, problem } = await this.#ask("rule", fields);
      this.#count(task.key, -1);
      if (!problem) return review;
      this.#past = this.#past.filter((done) => done.task !== task);
      if (problem.code !== "changed" && problem.code !== "no_drawing") this.tasks.unshift(task);
      this.#failed(problem);
      return null;
    });
    this.#past.push({ review, task });
    this.#move(-1);
    if (this.tasks.length < FEW) this.#more();
    this.#changed();
  }

  /** Takes the newest verdict back, and its drawing on the screen. Returns whether there was one. */
  undo() {
    const last = this.#past.pop();
    if (!last) return false;
    const { task } = last;
    if (task) this.#show(task);
    this.#inTurn(async () => {
      const review = await last.review;
      if (review === null) return;
      const { task: before, problem } = await this.#ask("undo", { review });
      if (problem) {
        this.tasks = this.tasks.filter((one) => one !== task);
        this.#failed(problem);
      } else if (task) {
        task.review = before.review; // the same drawing, as it was before
      } else {
        this.#show(before);
      }
    });
    return true;
  }

  /** Whether something that was said has not arrived yet. */
  get busy() {
    return this.#underWay.size > 0;
  }

  /** When everything that was said has arrived. */
  settled() {
    return this.#sending;
  }

  #show(task) {
    this.tasks.unshift(task);
    this.#move(1);
    this.#changed();
  }

  #inTurn(work) {
    const result = this.#sending.then(work);
    this.#sending = result;
    return result;
  }

  #more() {
    this.#loading ??= this.#queue().finally(() => {
      this.#loading = null;
      this.#changed();
    });
  }

  #move(by) {
    this.#moved += by;
    this.left[this.pile] = Math.max(0, this.left[this.pile] + by);
  }

  /** After all that was said so far has arrived, so that what the server counts is what was to be seen here by now. */
  #queue() {
    const [pile, moved] = [this.pile, this.#moved];
    return this.#inTurn(() => this.#load(pile, moved));
  }

  async #load(pile, moved) {
    const without = [...this.tasks.map(({ key }) => key), ...this.#underWay.keys()];
    const { problem, ...answer } = await this.#ask("queue", { pile, without });
    if (problem) {
      this.#failed(problem);
      return null;
    }
    if (pile !== this.pile) return answer; // somebody has turned to the other pile meanwhile
    const known = new Set([...this.tasks.map(({ key }) => key), ...this.#underWay.keys()]);
    this.tasks.push(...answer.tasks.filter(({ key }) => !known.has(key)));
    this.left = { ...answer.left, [pile]: Math.max(0, answer.left[pile] + this.#moved - moved) };
    return answer;
  }

  #count(key, change) {
    const count = (this.#underWay.get(key) ?? 0) + change;
    if (count > 0) this.#underWay.set(key, count);
    else this.#underWay.delete(key);
  }
}
