// The page's own log of a round: every ink message and every edit, numbered, in order. What the server has not acknowledged
// is sent again after a lost link, so a lost link loses no ink. No I/O here: net.js does the sending.

import { MAX_POINTS } from "./wire.js";

export class InkLog {
  /** entries: what an earlier toJSON() gave; acknowledged: how many of them the server has taken in. */
  constructor({ entries = [], acknowledged = 0 } = {}) {
    this.entries = entries;
    this.acknowledged = acknowledged;
    this.sent = acknowledged;
    const last = entries[entries.length - 1];
    if (last?.name === "ink" && !last.up) this.ink([], true); // whoever reloads in mid-stroke has lifted the pen
  }

  /** Adds points as one or more ink messages; `up` goes with the last of them. */
  ink(points, up) {
    for (let start = 0; start === 0 || start < points.length; start += MAX_POINTS) {
      const part = points.slice(start, start + MAX_POINTS);
      const [x, y, t] = [0, 1, 2].map((axis) => part.map((point) => point[axis]));
      const last = start + MAX_POINTS >= points.length;
      this.entries.push({ name: "ink", seq: this.#count((entry) => entry.name === "ink"), x, y, t, up: up && last });
    }
  }

  /** Adds an undo, redo or clear. Edits have a count of their own, so that one sent twice is not done twice. */
  edit(name) {
    this.entries.push({ name, edit: this.#count((entry) => entry.name !== "ink") });
  }

  /** The next entry to send, or null when all of them are on their way. */
  next() {
    return this.sent < this.entries.length ? this.entries[this.sent++] : null;
  }

  /** The server has taken in this entry, and with it all before it. */
  acknowledge(entry) {
    this.acknowledged = Math.max(this.acknowledged, this.entries.indexOf(entry) + 1);
    this.sent = Math.max(this.sent, this.acknowledged);
  }

  /** The link was lost: whatever is not acknowledged has to be sent again. */
  rewind() {
    this.sent = this.acknowledged;
  }

  /** The server did not want this entry yet: go on from it. */
  rewindBefore(entry) {
    this.sent = Math.min(this.sent, this.entries.indexOf(entry));
  }

  /** The server misses the ink numbered seq: go on from there, even if it was acknowledged once. */
  rewindTo(seq) {
    const index = this.entries.findIndex((entry) => entry.name === "ink" && entry.seq === seq);
    if (index < 0) return false;
    this.sent = index;
    this.acknowledged = Math.min(this.acknowledged, index);
    return true;
  }

  toJSON() {
    return { entries: this.entries, acknowledged: this.acknowledged };
  }

  #count(matches) {
    return this.entries.filter(matches).length;
  }
}
