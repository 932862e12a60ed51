// The connection: says hello, numbers the ink, keeps the log, and after a lost link sends again what was not acknowledged.
// It knows the socket and the wire, and nothing of the page; all that comes in goes to `heard`.

import { InkLog } from "./log.js";
import { FLUSH_MS, VERSION } from "./wire.js";

const ANSWER_MS = 8000; // a question that is not answered in this time is given up
const SILENCE_MS = 5000; // ink that is not acknowledged in this time: the link is dead, though nobody has noticed yet
const PAUSE_MS = 1000; // after "slow_down", and before calling again a server that hung up
const GAP_MS = 100; // before sending again what the server misses

/**
 * socket: a socket.io client (or what behaves like one). saved: {resume, round, log} as `keep` was given it, or null.
 * heard: {link(up), resumed(round | null), guess(m), over(m), vanished(), problem({code, message})}.
 * keep(saved): called when there is something new worth keeping over a reload.
 */
export class Connection {
  #socket;
  #heard;
  #keep;
  #resume;
  #round;
  #log;
  #points = [];
  #timer = null;
  #ready = false; // said hello, and was answered
  #waiting = null; // a start that could not be sent yet
  #epoch = 0; // answers from before a lost link come too late to count
  #patience = null; // the timer that waits for the next acknowledgement
  #run = 0; // refusals from before the log was wound back are dealt with already
  #paused = false;
  #stuck = false; // the server will take nothing more of this round

  constructor(socket, { saved = null, heard, keep = () => {} }) {
    this.#socket = socket;
    this.#heard = heard;
    this.#keep = keep;
    this.#resume = saved?.resume;
    this.#round = saved?.round ?? null;
    this.#log = new InkLog(saved?.log ?? {});
    socket.on("connect", () => this.#hello());
    socket.on("disconnect", (reason) => this.#lost(reason));
    socket.on("connect_error", () => this.#lost());
    socket.on("guess", (message) => heard.guess(message));
    socket.on("over", (message) => this.#over(message));
    socket.on("problem", (problem) => this.#trouble(problem));
    if (socket.connected) this.#hello();
  }

  /** The log of the running round, oldest first (see log.js). */
  get entries() {
    return this.#log.entries;
  }

  /** Asks for a round. Resolves to {ack, sentAt, answeredAt} (ms, performance.now), or {problem}. Waits for a lost link. */
  start(options) {
    return new Promise((resolve) => {
      this.#waiting = { options, resolve };
      this.#startWaiting();
    });
  }

  /** Points of the stroke being drawn. They go out together, every FLUSH_MS. */
  draw(points) {
    this.#points.push(...points);
    this.#timer ??= setTimeout(() => this.#flush(false), FLUSH_MS);
  }

  /** The pen left the board after the last point drawn. */
  lift() {
    this.#flush(true);
  }

  /** name: "undo" | "redo" | "clear". Not while a stroke is being drawn. */
  edit(name) {
    this.#log.edit(name);
    this.#pump();
    this.save();
  }

  /** Gives the running round up. Off line there is nothing to say: the next start ends this round as well. */
  skip() {
    if (this.#round && this.#ready) this.#socket.emit("skip", { round: this.#round.id });
    this.#forget();
  }

  /** Keeps what a reload would need. */
  save() {
    this.#keep({ resume: this.#resume, round: this.#round, log: this.#round && this.#log.toJSON() });
  }

  #hello() {
    const epoch = (this.#epoch += 1);
    const message = { version: VERSION, ...(this.#resume && { resume: this.#resume }) };
    this.#socket.timeout(ANSWER_MS).emit("hello", message, (error, ack) => {
      if (epoch !== this.#epoch) return;
      if (error) this.#socket.disconnect().connect();
      else if (!ack.problem) this.#welcome(ack);
      else if (this.#resume && ack.problem.code !== "version") this.#helloAsStranger();
    });
  }

  #helloAsStranger() {
    this.#resume = undefined;
    this.#hello();
  }

  #welcome({ resume, round }) {
    this.#resume = resume;
    this.#ready = true;
    this.#log.rewind();
    this.#heard.link(true);
    if (round === null && this.#round) this.#vanish();
    this.#heard.resumed(round ?? null);
    this.save();
    this.#pump();
    this.#startWaiting();
  }

  #lost(reason) {
    this.#ready = false;
    this.#epoch += 1;
    this.#log.rewind();
    this.#wait(false);
    this.#heard.link(false);
    if (reason === "io server disconnect") this.#startAfresh();
  }

  /**
   * The server hung up, and socket.io would leave it at that. We were a flood, or another tab (a copy of this one) has taken
   * our place; claiming it back would throw the other out, and so on. So we come back as somebody new.
   */
  #startAfresh() {
    this.#resume = undefined;
    setTimeout(() => this.#socket.connect(), PAUSE_MS);
  }

  #startWaiting() {
    if (!this.#ready || !this.#waiting) return;
    const { options, resolve } = this.#waiting;
    const epoch = this.#epoch;
    const sentAt = performance.now();
    this.#forget();
    this.#socket.timeout(ANSWER_MS).emit("start", options, (error, ack) => {
      if (epoch !== this.#epoch) return; // the link was lost meanwhile: asked again after the next hello
      this.#waiting = null;
      if (error) return resolve({ problem: { code: "silent" } });
      if (ack.problem) return resolve({ problem: ack.problem });
      this.#round = { id: ack.round };
      resolve({ ack, sentAt, answeredAt: performance.now() });
    });
  }

  /** What the page needs to know of the round after a reload is kept beside it. */
  remember(details) {
    this.#round = { ...this.#round, ...details };
    this.save();
  }

  #flush(up) {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#round || (this.#points.length === 0 && !up)) return;
    this.#log.ink(this.#points, up);
    this.#points = [];
    this.#pump();
    if (up) this.save();
  }

  #pump() {
    if (!this.#ready || !this.#round || this.#paused || this.#stuck) return;
    for (let entry = this.#log.next(); entry; entry = this.#log.next()) this.#send(entry);
  }

  #send(entry) {
    const [epoch, run, log] = [this.#epoch, this.#run, this.#log];
    const { name, ...fields } = entry;
    this.#socket.emit(name, { round: this.#round.id, ...fields }, (ack) => {
      if (epoch !== this.#epoch || log !== this.#log) return;
      if (!ack?.problem) log.acknowledge(entry);
      else if (run === this.#run) this.#refused(entry, ack.problem);
      this.#wait(log.sent > log.acknowledged && !this.#stuck);
    });
    if (!this.#patience) this.#wait(true);
  }

  /** Waits for the next answer, if there is one to come. A dead link is often noticed by nobody else for most of a round. */
  #wait(more) {
    clearTimeout(this.#patience);
    this.#patience = more ? setTimeout(() => this.#socket.disconnect().connect(), SILENCE_MS) : null;
  }

  #refused(entry, problem) {
    if (problem.code === "gap" && this.#log.rewindTo(entry, problem.expected)) return this.#again(GAP_MS);
    if (problem.code === "slow_down" && this.#log.rewindTo(entry)) return this.#again(PAUSE_MS);
    if (problem.code === "no_round" || problem.code === "not_yours") return this.#vanish();
    this.#stuck = true; // "over", or a fault of ours: sending it again would not help, and nothing can come after it
  }

  /** Sends again from where the log was wound back to. */
  #again(pause) {
    this.#run += 1;
    this.#paused = true;
    setTimeout(() => {
      this.#paused = false;
      this.#pump();
    }, pause);
  }

  #over(message) {
    if (message.round === this.#round?.id) this.#forget();
    this.#heard.over(message);
  }

  #vanish() {
    this.#forget();
    this.#heard.vanished();
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#wait(false);
    [this.#timer, this.#points, this.#round, this.#log, this.#stuck] = [null, [], null, new InkLog(), false];
    this.save();
  }

  /** "gap" and "over" are everyday races between the pen and the network, and dealt with above. */
  #trouble(problem) {
    if (!["gap", "over"].includes(problem.code)) this.#heard.problem(problem);
  }
}
