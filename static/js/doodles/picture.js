// A given drawing, large, as it was drawn or all at once. columns: strokes as [[x, ..], [y, ..], [t, ..]] on a board of 1000.

import { strokesOf } from "../classroom/sketch.js";
import { svg } from "../dom.js";
import { inkPath } from "../inkshape.js";

const SIDE = 1000;
const LONGEST = 4000; // ms that a replay takes at most
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Picture {
  #place;
  #strokes = [];
  #frame = 0;

  /** place: the element that holds it. */
  constructor(place) {
    this.#place = place;
  }

  /** label: what is to be said of it. */
  show(columns, label) {
    cancelAnimationFrame(this.#frame);
    this.#strokes = strokesOf(columns);
    const paths = this.#strokes.map((stroke) => svg("path", { d: inkPath(stroke) }));
    const look = { class: "picture-ink", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img", "aria-label": label };
    this.#place.replaceChildren(svg("svg", look, ...paths));
  }

  /** Draws it again with its own timing, in `most` ms at most; nothing for those who want no motion. */
  replay(most = LONGEST) {
    cancelAnimationFrame(this.#frame);
    const last = this.#strokes.at(-1)?.at(-1)?.[2] ?? 0;
    if (still.matches || last === 0) return;
    const [paths, speed, start] = [[...this.#place.querySelectorAll("path")], Math.max(1, last / most), performance.now()];
    const step = () => {
      const t = (performance.now() - start) * speed;
      paths.forEach((path, index) => path.setAttribute("d", inkPath(upTo(this.#strokes[index], t))));
      if (t < last) this.#frame = requestAnimationFrame(step);
    };
    step();
  }
}

const upTo = (stroke, t) => (stroke.at(-1)[2] <= t ? stroke : stroke.filter((point) => point[2] <= t));
