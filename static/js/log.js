// The page's own log of a round: every ink message and every edit, numbered, in order. What the server has not acknowledged
// is sent again after a lost link, so a lost link loses no ink. No I/O here: net.js does the sending.

import { MAX_POINTS } from "./wire.js";

const isInk = (entry) => entry.name === "ink";
const numberOf = (entry) => (isInk(entry) ? entry.seq : entry.edit);

/** What only this page needs to know, and stream.js does not send: the pen's pressure at each point, the stroke's ink. */
function looks(points) {
  const [pressure, ink] = [points.map((point) => point[3]), points[0]?.[4]];
  const look = { ...(pressure[0] !== undefined && { pressure }), ...(ink && { ink }) };
  return Object.keys(look).length > 0 ? { look } : {};
}

export class InkLog {
  #inks; // how many of each kind there are
  #edits;

  /** entries: what an earlier toJSON() gave; acknowledged: how many of them the server has taken in. */
  constructor({ entries = [], acknowledged = 0 } = {}) {
    this.entries = entries;
    this.acknowledged = acknowledged;
    this.sent = acknowledged;
    this.#inks = entries.filter(isInk).length;
    this.#edits = entries.length - this.#inks;
    const last = entries[entries.length - 1];
    if (last?.name === "ink" && !last.up) this.ink([], true); // whoever reloads in mid-stroke has lifted the pen
  }

  /** Adds points as one or more ink messages; `up` goes with the last of them. */
  ink(points, up) {
    for (let start = 0; start === 0 || start < points.length; start += MAX_POINTS) {
      const part = points.slice(start, start + MAX_POINTS);
      const [x, y, t] = [0, 1, 2].map((axis) => part.map((point) => point[axis]));
      const last = start + MAX_POINTS >= points.length;
      this.entries.push({ name: "ink", seq: this.#inks, x, y, t, up: up && last, ...looks(part) });
      this.#inks += 1;
    }
  }

  /**
   * Adds an undo, redo or clear. Edits have a count of their own, so that one sent twice is not done twice. t: ms since the
   * round began, which the replay of the drawing wants to know.
   */
  edit(name, t) {
    this.entries.push({ name, edit: this.#edits, t });
    this.#edits += 1;
  }

  /** The next entry to send, or null when all of them are on their way. */
  next() {
    return this.sent < this.entries.length ? this.entries[this.sent++] : null;
  }

  /** The server has taken in this entry, and with it all before it. */
  acknowledge(entry) {
    this.acknowledged = Math.max(this.acknowledged, this.entries.indexOf(entry, this.acknowledged) + 1);
    this.sent = Math.max(this.sent, this.acknowledged);
  }

  /**
   * The link was lost: whatever is not acknowledged has to be sent again. wanted: {seq, edit} the server wants next, where it
   * has said so. A server that was killed has forgotten the last moment, although it acknowledged it.
   */
  rewind(wanted) {
    if (wanted) {
      const missing = this.entries.findIndex((entry) => numberOf(entry) >= (isInk(entry) ? wanted.seq : wanted.edit));
      this.acknowledged = missing < 0 ? this.entries.length : missing;
    }
    this.sent = this.acknowledged;
  }

  /**
   * The server refused this entry: go on from it, or from the one of its kind (ink or edit) numbered `expected`, even if that
   * was acknowledged once. False when there is none such.
   */
  rewindTo(entry, expected = numberOf(entry)) {
    const index = this.entries.findIndex((other) => isInk(other) === isInk(entry) && numberOf(other) === expected);
    if (index < 0) return false;
    this.sent = Math.min(this.sent, index);
    this.acknowledged = Math.min(this.acknowledged, index);
    return true;
  }

  toJSON() {
    return { entries: this.entries, acknowledged: this.acknowledged };
  }
}
