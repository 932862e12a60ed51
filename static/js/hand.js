// The hand that draws in a round, on the game's page and on a pupil's: what it does changes the state and goes to the server.

import * as rules from "./state.js";

export class Hand {
  #page;
  #latest = 0; // the newest time given to a point of this round: times never go backwards

  /** page: {read() -> state, change(state), net, began() -> when the round did by the page's clock, touched(): before a stroke}. */
  constructor(page) {
    this.#page = page;
  }

  /** A round begins, or goes on after these entries of its log. */
  take(entries) {
    this.#latest = Math.max(0, ...entries.flatMap((entry) => entry.t ?? []));
  }

  time = (event) => (this.#latest = Math.max(this.#latest, event.timeStamp - this.#page.began()));

  down = (point) => {
    const { read, change, net, touched } = this.#page;
    touched();
    change(rules.penDown(read(), point));
    net.draw([point]);
  };

  move = (points) => {
    const { read, change, net } = this.#page;
    if (!read().drawing.down) return; // an edit, or the end, has lifted the pen already
    change(rules.penMoved(read(), points));
    net.draw(points);
  };

  up = () => {
    const { read, change, net } = this.#page;
    if (!read().drawing.down) return;
    change(rules.penUp(read()));
    net.lift();
  };

  /** name: "undo" | "redo" | "clear" */
  edit(name) {
    const { read, change, net } = this.#page;
    this.up();
    change(rules.edited(read(), name));
    net.edit(name, this.time({ timeStamp: performance.now() }));
  }
}
