// The ink of one round on its way to the server: gathered, numbered, sent, and sent again until it is acknowledged. Knows no
// socket: net.js says when there is a link, and what to send with.

import { InkLog } from "./log.js";
import { FLUSH_MS } from "./wire.js";

const SILENCE_MS = 5000; // ink that is not acknowledged in this time: the link is dead, though nobody has noticed yet
const LATER = new Set(["slow_down", "restarting"]); // refusals of ink that is as good a little later
const PAUSE_MS = 1000; // after one of them
const GAP_MS = 100; // before sending again what the server misses

export class InkStream {
  #log;
  #send;
  #dead;
  #gone;
  #points = []; // of the stroke being drawn, not yet in a message
  #flushing = null; // timers
  #waiting = null;
  #resuming = null;
  #link = 0; // odd while there is a link; answers that come over from an earlier one are too late to count
  #run = 0; // counts rewinds: refusals of what was sent before one are dealt with already
  #stuck = false; // the server will take nothing more of this round

  /**
   * log: what an earlier toJSON() gave, if any. send(name, fields, answer): answer is called with the acknowledgement.
   * dead(): the link swallows what it is given. gone(): the server does not know the round.
   */
  constructor({ log = {}, send, dead, gone }) {
    this.#log = new InkLog(log);
    [this.#send, this.#dead, this.#gone] = [send, dead, gone];
  }

  /** Oldest first (see log.js). */
  get entries() {
    return this.#log.entries;
  }

  /** Points of the stroke being drawn. They go out together, every FLUSH_MS. */
  draw(points) {
    this.#points.push(...points);
    this.#flushing ??= setTimeout(() => this.#flush(false), FLUSH_MS);
  }

  /** The pen left the board after the last point drawn. */
  lift() {
    this.#flush(true);
  }

  /** name: "undo" | "redo" | "clear"; t: ms since the round began. Not while a stroke is being drawn. */
  edit(name, t) {
    this.#log.edit(name, t);
    this.#pump();
  }

  /** There is a link (again): what the server does not have goes out. wanted: see log.js. */
  linked(wanted) {
    if (!this.#isLinked) this.#link += 1;
    this.#log.rewind(wanted);
    this.#pump();
  }

  unlinked() {
    if (this.#isLinked) this.#link += 1;
    clearTimeout(this.#resuming);
    this.#resuming = null;
    this.#wait(false);
  }

  /** The round is over: nothing more goes out. */
  close() {
    this.unlinked();
    clearTimeout(this.#flushing);
    this.#stuck = true;
  }

  toJSON() {
    return this.#log.toJSON();
  }

  get #isLinked() {
    return this.#link % 2 === 1;
  }

  #flush(up) {
    clearTimeout(this.#flushing);
    this.#flushing = null;
    this.#log.ink(this.#points.splice(0), up);
    this.#pump();
  }

  #pump() {
    if (!this.#isLinked || this.#resuming || this.#stuck) return;
    for (let entry = this.#log.next(); entry; entry = this.#log.next()) this.#post(entry);
    if (!this.#waiting) this.#wait(this.#unanswered);
  }

  #post(entry) {
    const [link, run] = [this.#link, this.#run];
    const { name, look, ...fields } = entry;
    this.#send(name, fields, (ack) => {
      if (link !== this.#link) return;
      if (!ack?.problem) this.#log.acknowledge(entry);
      else if (run === this.#run) this.#refused(entry, ack.problem);
      this.#wait(this.#unanswered);
    });
  }

  #refused(entry, problem) {
    if (problem.code === "gap" && this.#log.rewindTo(entry, problem.expected)) return this.#again(GAP_MS);
    if (LATER.has(problem.code) && this.#log.rewindTo(entry)) return this.#again(PAUSE_MS);
    this.#stuck = true; // "over", or a fault of ours: sending it again would not help, and nothing can come after it
    if (problem.code === "no_round" || problem.code === "not_yours") this.#gone();
  }

  /** Sends again from where the log was wound back to. */
  #again(pause) {
    this.#run += 1;
    this.#resuming = setTimeout(() => {
      this.#resuming = null;
      this.#pump();
    }, pause);
  }

  get #unanswered() {
    return this.#isLinked && !this.#stuck && this.#log.sent > this.#log.acknowledged;
  }

  /** Waits for the next answer, if there is one to come. A dead link is often noticed by nobody else for most of a round. */
  #wait(more) {
    clearTimeout(this.#waiting);
    this.#waiting = more ? setTimeout(() => this.#dead(), SILENCE_MS) : null;
  }
}
