// The time of a replay: it runs, it can be stopped and set. Pure but for the frames it asks for.

/**
 * length: ms. show(t, running): called whenever the moment changes. frame(callback): as requestAnimationFrame. Begins at the
 * end, with the finished drawing.
 */
export class Player {
  #length;
  #show;
  #frame;
  #t;
  #run = 0; // counts starts and stops: frames of an earlier run do nothing

  constructor(length, show, frame = (callback) => requestAnimationFrame(callback)) {
    [this.#length, this.#show, this.#frame, this.#t] = [length, show, frame, length];
  }

  get running() {
    return this.#run % 2 === 1;
  }

  /** Plays on, or from the beginning when it stands at the end. */
  play() {
    if (this.running) return;
    this.#run += 1;
    this.#step(this.#run, this.#t >= this.#length ? 0 : this.#t);
  }

  pause() {
    if (!this.running) return;
    this.#run += 1;
    this.#show(this.#t, false);
  }

  toggle() {
    if (this.running) this.pause();
    else this.play();
  }

  /** Stops there. */
  seek(t) {
    if (this.running) this.#run += 1;
    this.#t = Math.min(this.#length, Math.max(0, t));
    this.#show(this.#t, false);
  }

  #step(run, from, began = null) {
    this.#frame((now) => {
      if (run !== this.#run) return;
      this.#t = Math.min(this.#length, from + now - (began ?? now));
      if (this.#t >= this.#length) this.#run += 1;
      this.#show(this.#t, this.running);
      if (this.running) this.#step(run, from, began ?? now);
    });
  }
}
