// Pointer events in, ink out: mouse, finger and pen alike. One pointer draws at a time; the rest are ignored. Works without a
// secure context (no coalesced events there) and sends nothing on by itself.

import { distance, tenth, trace } from "./geometry.js";

const NEAR = 1; // board units: closer than this to the last point is not worth a point of its own

/**
 * element: what is drawn on. handlers: {accepts() -> may a stroke begin?, place(event) -> [x, y] in board units,
 * time(event) -> ms, board() -> {width, height}, down(point), move([points]), up(), withdraw()}. withdraw follows an up: the
 * stroke was a palm's. Returns a function that takes all listeners off again.
 */
export function bindPen(element, handlers) {
  const pen = new Pen(element, handlers);
  const listeners = {
    pointerover: (event) => pen.notice(event),
    pointerdown: (event) => pen.press(event),
    pointermove: (event) => pen.move(event),
    pointerup: (event) => pen.release(event),
    pointercancel: (event) => pen.release(event), // what was drawn so far stays
    lostpointercapture: (event) => pen.release(event),
    touchstart: (event) => event.preventDefault(), // no scrolling, zooming or magnifier, also where touch-action is unknown
    touchmove: (event) => event.preventDefault(), // iPadOS would otherwise take short pen strokes for handwriting
    contextmenu: (event) => event.preventDefault(), // a long press
  };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener, { passive: false });
  return () => {
    for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener);
  };
}

class Pen {
  #pointer = null; // {id, type} of the pointer that draws
  #last = null; // where it was, perhaps off the board
  #inked = false; // whether a stroke is being drawn: not while the pointer is off the board
  #kept = null; // the last point passed on
  #held = null; // a point too near to it, passed on only if nothing follows
  #penSeen = false; // from then on fingers and palms do not draw

  constructor(element, handlers) {
    this.element = element;
    this.handlers = handlers;
  }

  notice(event) {
    if (event.pointerType === "pen") this.#penSeen = true;
  }

  press(event) {
    this.notice(event);
    if (event.pointerType === "pen" && this.#pointer?.type === "touch") this.#takeBack();
    if (this.#pointer || event.button !== 0 || !this.handlers.accepts()) return;
    if (event.pointerType === "touch" && this.#penSeen) return;
    event.preventDefault();
    this.#pointer = { id: event.pointerId, type: event.pointerType };
    capture(this.element, event.pointerId);
    this.#follow([event]);
  }

  move(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    const finer = event.getCoalescedEvents?.() ?? [];
    this.#follow(finer.length > 0 ? finer : [event]);
  }

  release(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    // pointerup has a place of its own; pointercancel's is not to be trusted
    if (event.type === "pointerup") this.#follow([event]);
    this.#end();
  }

  /** The hand that rests on the board touches it before the pen does: what it drew is taken back. */
  #takeBack() {
    const drew = this.#inked;
    this.#end();
    if (drew) this.handlers.withdraw();
  }

  #end() {
    if (this.#inked) this.#lift();
    this.#pointer = this.#last = null;
  }

  #follow(events) {
    const points = [];
    for (const event of events) {
      const point = [...this.handlers.place(event), this.handlers.time(event)];
      for (const [mark, at] of trace(this.#last, point, this.#inked, this.handlers.board())) this.#mark(mark, at, points);
      this.#last = point;
    }
    if (points.length > 0) this.handlers.move(points);
  }

  #mark(mark, at, points) {
    const point = at && [tenth(at[0]), tenth(at[1]), Math.round(at[2])];
    if (mark === "down") {
      [this.#inked, this.#kept, this.#held] = [true, point, null];
      this.handlers.down(point);
    } else if (mark === "up") {
      if (points.length > 0) this.handlers.move(points.splice(0));
      this.#lift();
    } else if (distance(point, this.#kept) < NEAR) {
      this.#held = point;
    } else {
      [this.#kept, this.#held] = [point, null];
      points.push(point);
    }
  }

  #lift() {
    const held = this.#held;
    if (held && distance(held, this.#kept) > 0) this.handlers.move([held]);
    [this.#inked, this.#held] = [false, null];
    this.handlers.up();
  }
}

/** With capture the stroke goes on outside the element. A pointer that is gone already, or made by a script, has none. */
function capture(element, id) {
  try {
    element.setPointerCapture(id);
  } catch {
    // the stroke then ends where it leaves the element
  }
}
