// The way through a match: from the start over its rounds to the end, and back. It asks the server, changes the state and the
// browser's history, and draws nothing. The browser's "back" leads from a match, or from its end, to the start.

import { closed, continued, opened, pictured, recordOf } from "./match.js";
import * as rules from "./state.js";

const GLIMPSE_MS = 1000; // in a sprint the next word comes by itself after so long a look at what happened
const PASSING = new Set(["silent", "slow_down", "busy", "restarting"]); // refusals that trying again may help against

export class Flow {
  #net;
  #read;
  #change;
  #begin;
  #wishes;
  #now;
  #ticket = 0; // what comes for a question that nobody waits for any more is let go

  /**
   * net: as in net.js. read() -> the state, change(state). begin(answer): starts the round that a `next` was answered with.
   * wishes(mode): the fields of `play`. now(): ms.
   */
  constructor({ net, read, change, begin, wishes, now }) {
    [this.#net, this.#read, this.#change] = [net, read, change];
    [this.#begin, this.#wishes, this.#now] = [begin, wishes, now];
    addEventListener("popstate", (event) => this.#travelled(event.state?.match));
  }

  /** A new match, and its first round. */
  async play(mode) {
    const ticket = this.#asking(rules.home(this.#read()));
    const { ack, problem } = await this.#net.play(this.#wishes(mode));
    if (ticket !== this.#ticket) return undefined;
    if (problem) return this.#change(rules.troubled(rules.unasked(this.#read()), problem));
    this.#change(rules.matched(this.#read(), opened(ack)));
    history[history.state?.match ? "replaceState" : "pushState"]({ match: ack.match }, "");
    return this.next();
  }

  /** The next round of the match; after the last one, its end. */
  async next() {
    const { match } = this.#read();
    if (!match) return this.home(); // a round that was found again without its match
    if (match.done) return this.finish();
    const ticket = this.#asking(this.#read());
    const answer = await this.#net.next(match.id, match.next);
    if (ticket !== this.#ticket) return answer.ack && this.#net.skip(); // the player has left meanwhile
    if (answer.problem) return this.#refused(answer.problem);
    this.#change(rules.matched(this.#read(), continued(this.#read().match, answer.ack)));
    return this.#begin(answer);
  }

  /** The word is given up; the next one comes at once. */
  skip() {
    this.#giveUp();
    return this.next();
  }

  /** The match is left. What was drawn is looked at, if there is anything. */
  leave() {
    this.#ticket += 1;
    if (this.#read().phase === "drawing") this.#giveUp();
    const { results = [], album = [] } = this.#read().match ?? {};
    return results.length + album.length > 0 ? this.finish() : this.home();
  }

  finish() {
    const state = this.#read();
    this.#change(rules.finished(rules.matched(state, closed(state.match))));
  }

  /** Back to the start, also in the browser's history. */
  home() {
    this.#travelled();
    if (history.state?.match) history.back();
  }

  /** The server has said how the match stands, right after the end of a round. */
  stands() {
    const { phase, match, round, verdict } = this.#read();
    if (phase !== "over" || match?.mode !== "sprint" || match.done || !verdict.won) return;
    setTimeout(() => {
      const state = this.#read();
      if (state.phase === "over" && state.round.id === round.id) this.next();
    }, GLIMPSE_MS);
  }

  #asking(state) {
    this.#change(rules.asked(state));
    return (this.#ticket += 1);
  }

  #refused(problem) {
    if (!PASSING.has(problem.code)) return this.leave(); // over, or forgotten by the server: what there is can be looked at
    return this.#change(rules.troubled(rules.unasked(this.#read()), problem));
  }

  #giveUp() {
    const { round } = this.#read();
    const given = { round: round.id, won: false, reason: "skipped", ms: Math.round(this.#now() - round.startedAt) };
    const state = rules.ended(this.#read(), given, this.#now());
    this.#change(rules.matched(state, pictured(state.match, recordOf(state, this.#net.entries))));
    this.#net.skip();
  }

  #travelled(id) {
    const state = this.#read();
    if (!id && state.phase !== "start") {
      this.#ticket += 1;
      if (state.phase === "drawing") this.#giveUp();
      this.#change(rules.home(this.#read()));
    } else if (id && id === state.match?.id && state.phase === "start") {
      this.finish();
    }
  }
}
