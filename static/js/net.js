// The connection: says hello, asks for rounds, and comes back after a lost link with the same player and the same round.
// It knows the socket and the wire, and nothing of the page; all that comes in goes to `heard`.

import { InkStream } from "./stream.js";
import { VERSION } from "./wire.js";

const ANSWER_MS = 8000; // a question that is not answered in this time is given up
const PAUSE_MS = 1000; // before calling again a server that hung up
const RACES = new Set(["gap", "over"]); // problems of every day between pen and network, dealt with in stream.js

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
  #round = null; // {id, ...what `remember` was given}
  #stream = null; // the ink of that round
  #ready = false; // said hello, and was answered
  #waiting = null; // a start that could not be sent yet
  #epoch = 0; // answers from before a lost link come too late to count

  constructor(socket, { saved = null, heard, keep = () => {} }) {
    this.#socket = socket;
    this.#heard = heard;
    this.#keep = keep;
    this.#resume = saved?.resume;
    if (saved?.round) this.#open(saved.round, saved.log);
    socket.on("connect", () => this.#hello());
    socket.on("disconnect", (reason) => this.#lost(reason));
    socket.on("connect_error", () => this.#lost());
    socket.on("guess", (message) => heard.guess(message));
    socket.on("over", (message) => this.#over(message));
    socket.on("problem", (problem) => RACES.has(problem.code) || heard.problem(problem));
    if (socket.connected) this.#hello();
  }

  /** The log of the running round, oldest first (see log.js). */
  get entries() {
    return this.#stream?.entries ?? [];
  }

  /** Asks for a round. Resolves to {ack, sentAt, answeredAt} (ms, performance.now), or {problem}. Waits for a lost link. */
  start(options) {
    return new Promise((resolve) => {
      this.#waiting = { options, resolve };
      this.#startWaiting();
    });
  }

  /** Points of the stroke being drawn. */
  draw(points) {
    this.#stream?.draw(points);
  }

  /** The pen left the board after the last point drawn. */
  lift() {
    this.#stream?.lift();
    this.save();
  }

  /** name: "undo" | "redo" | "clear". Not while a stroke is being drawn. */
  edit(name) {
    this.#stream?.edit(name);
    this.save();
  }

  /** Gives the running round up. Off line there is nothing to say: the next start ends this round as well. */
  skip() {
    if (this.#round && this.#ready) this.#socket.emit("skip", { round: this.#round.id });
    this.#close();
  }

  /** What the page needs to know of the round after a reload is kept beside it. */
  remember(details) {
    this.#round = { ...this.#round, ...details };
    this.save();
  }

  /** Keeps what a reload would need. */
  save() {
    this.#keep({ resume: this.#resume, round: this.#round, log: this.#stream?.toJSON() });
  }

  #hello() {
    const epoch = (this.#epoch += 1);
    const message = { version: VERSION, ...(this.#resume && { resume: this.#resume }) };
    this.#socket.timeout(ANSWER_MS).emit("hello", message, (error, ack) => {
      if (epoch !== this.#epoch) return;
      if (error) this.#callAgain();
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
    this.#heard.link(true);
    if (round === null && this.#round) this.#vanish();
    this.#heard.resumed(round ?? null);
    this.save();
    this.#stream?.linked(round?.round === this.#round.id ? round : undefined);
    this.#startWaiting();
  }

  #callAgain() {
    this.#socket.disconnect().connect();
  }

  #lost(reason) {
    this.#ready = false;
    this.#epoch += 1;
    this.#stream?.unlinked();
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
    this.#close();
    this.#socket.timeout(ANSWER_MS).emit("start", options, (error, ack) => {
      if (epoch !== this.#epoch) return; // the link was lost meanwhile: asked again after the next hello
      this.#waiting = null;
      if (error) return resolve({ problem: { code: "silent" } });
      if (ack.problem) return resolve({ problem: ack.problem });
      this.#open({ id: ack.round });
      this.#stream.linked();
      resolve({ ack, sentAt, answeredAt: performance.now() });
    });
  }

  #open(round, log) {
    this.#round = round;
    this.#stream = new InkStream({
      log,
      send: (name, fields, answer) => this.#socket.emit(name, { round: round.id, ...fields }, answer),
      dead: () => this.#callAgain(),
      gone: () => this.#vanish(),
    });
  }

  #close() {
    this.#stream?.close();
    this.#round = this.#stream = null;
    this.save();
  }

  #over(message) {
    if (message.round === this.#round?.id) this.#close();
    this.#heard.over(message);
  }

  #vanish() {
    this.#close();
    this.#heard.vanished();
  }
}
