// The connection: says hello, asks for rounds, and comes back after a lost link with the same player and the same round.
// It knows the socket and the wire, and nothing of the page; all that comes in goes to `heard`.

import { InkStream } from "./stream.js";
import { VERSION } from "./wire.js";

const ANSWER_MS = 8000; // a question that is not answered in this time is given up
const PAUSE_MS = 1000; // before calling again a server that hung up
// problems of every day, dealt with by whoever was refused: here, in stream.js, or by the asker
const QUIET = new Set(["gap", "over", "no_round", "not_yours", "no_match", "not_now", "away", "not_agreed", "no_collecting", "nothing_drawn"]);
const LASTING = new Set(["version", "restarting"]); // refusals of a hello that somebody new would get as well

/**
 * socket: a socket.io client (or what behaves like one). saved: {resume, round, log} as `keep` was given it, or null.
 * heard: {link(up), resumed(round | null, match | null, collect), guess(m), over(m, entries), match(m), explained(m), kept(m)?, vanished(entries),
 * problem({code, message})}. entries: the log of the round that has ended (log.js); empty where it was given up before.
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
  #waiting = null; // a question that was not answered yet
  #epoch = 0; // answers from before a lost link come too late to count
  #left = false; // the server has said that it ends, and why

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
    socket.on("bye", ({ reason }) => this.#bye(reason));
    socket.on("over", (message) => this.#over(message));
    socket.on("match", (message) => heard.match(message));
    socket.on("kept", (message) => heard.kept?.(message));
    socket.on("explained", (message) => heard.explained(message));
    socket.on("problem", (problem) => QUIET.has(problem.code) || heard.problem(problem));
    if (socket.connected) this.#hello();
  }

  /** The log of the running round, oldest first (see log.js). */
  get entries() {
    return this.#stream?.entries ?? [];
  }

  /** Opens a match. options: the fields of `play`. Resolves to {ack}, or {problem}. Waits for a lost link. */
  play(options) {
    return this.#ask("play", options);
  }

  /**
   * The round of a match with this number, from 0: the same one however often it has to be asked for. Resolves to
   * {ack, sentAt, answeredAt} (ms, performance.now), or {problem}. Waits, too.
   */
  next(match, index) {
    return this.#ask("next", { match, index });
  }

  /** The server has begun a round unasked, as it does in a room. It may be the one that runs already. */
  begun(id) {
    if (id === this.#round?.id) return;
    this.#close();
    this.#begin(id);
  }

  /** Asks for a definition of the running round's word. Resolves to {word, hint}, or {problem}. */
  hint() {
    return this.#question("hint", { round: this.#round?.id });
  }

  /** Asks how a round that is over came to its end. Resolves to {} and `explained` follows, or to {problem}. */
  explain(round) {
    return this.#question("explain", { round });
  }

  /** Whatever else there is to say. Resolves to the acknowledgement, or {problem}. */
  tell(name, fields) {
    return this.#question(name, fields);
  }

  /** A question that is not worth asking again over a lost link. Before the hello nobody would be there to ask it. */
  #question(name, fields) {
    if (!this.#ready) return Promise.resolve({ problem: { code: "silent" } });
    return new Promise((resolve) => {
      const answer = (error, ack) => resolve(error ? { problem: { code: "silent" } } : ack);
      this.#socket.timeout(ANSWER_MS).emit(name, fields, answer);
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

  /** name: "undo" | "redo" | "clear"; t: ms since the round began. Not while a stroke is being drawn. */
  edit(name, t) {
    this.#stream?.edit(name, t);
    this.save();
  }

  /** Gives the running round up. Off line there is nothing to say: the next one ends this round as well. */
  skip() {
    if (this.#round && this.#ready) this.#socket.emit("skip", { round: this.#round.id });
    this.#close();
  }

  /** What the running round's guesses are to carry from now on. wanted: {hidden?, reference?, strokes?}, each true or not there. */
  watch(wanted) {
    if (this.#round && this.#ready) this.#socket.emit("watch", { round: this.#round.id, ...wanted });
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
      else if (this.#resume && !LASTING.has(ack.problem.code)) this.#helloAsStranger();
    });
  }

  #helloAsStranger() {
    this.#resume = undefined;
    this.#hello();
  }

  /** The server ends, and the link with it; another one will be there in a moment. */
  #bye(reason) {
    this.#left = true;
    this.#heard.problem({ code: reason });
  }

  #welcome({ resume, round, ended = null, match = null, collect = false }) {
    const over = ended !== null && ended === this.#round?.id; // and its `over` follows
    this.#resume = resume;
    this.#ready = true;
    if (this.#left) this.#heard.problem(null);
    this.#left = false;
    this.#heard.link(true);
    if (round === null && this.#round && !over) this.#vanish();
    this.#heard.resumed(round ?? null, match, collect);
    this.save();
    if (!over) this.#stream?.linked(round?.round === this.#round.id ? round : undefined);
    this.#askWaiting();
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

  #ask(name, fields) {
    return new Promise((resolve) => {
      this.#waiting = { name, fields, resolve };
      this.#askWaiting();
    });
  }

  #askWaiting() {
    if (!this.#ready || !this.#waiting) return;
    const { name, fields, resolve } = this.#waiting;
    const epoch = this.#epoch;
    const sentAt = performance.now();
    this.#close();
    this.#socket.timeout(ANSWER_MS).emit(name, fields, (error, ack) => {
      if (epoch !== this.#epoch) return; // the link was lost meanwhile: asked again after the next hello
      this.#waiting = null;
      if (error) return resolve({ problem: { code: "silent" } });
      if (ack.problem) return resolve({ problem: ack.problem });
      if (ack.round) this.#begin(ack.round);
      resolve({ ack, sentAt, answeredAt: performance.now() });
    });
  }

  #begin(id) {
    this.#open({ id });
    this.#stream.linked();
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
    const { entries } = this;
    const ours = message.round === this.#round?.id;
    if (ours) this.#close();
    this.#heard.over(message, ours ? entries : []);
  }

  #vanish() {
    const { entries } = this;
    this.#close();
    this.#heard.vanished(entries);
  }
}
