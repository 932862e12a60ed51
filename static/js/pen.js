// Pointer events in, ink out: mouse, finger and pen alike. One pointer draws at a time; the rest are ignored. Works without a
// secure context (no coalesced events there) and sends nothing on by itself.
//
// What a finger does first may be half of a pinch, or a hand that comes before its pen. So its ink waits until it has moved
// a little or is lifted; a second finger before that, or so early that there is only a mark yet, means that neither draws.
// Later, a second finger changes nothing: the stroke of the first goes on.

import { distance, tenth, trace } from "./geometry.js";

const NEAR = 1; // board units: closer than this to the last point is not worth a point of its own
const STILL = 12; // board units a finger moves before it inks: less than a millimetre on a phone
const EARLY_MS = 250; // a second finger that comes within this time makes a pinch of it,
const SHORT = 40; // unless the first has drawn so much already, board units

/**
 * element: what is drawn on. handlers: {accepts() -> may a stroke begin?, place(event) -> [x, y] in board units,
 * time(event) -> ms, board() -> {width, height}, down(point), move([points]), up(), withdraw(), fingersDraw() -> may they?,
 * refused(): one wanted to, penSeen()}. withdraw follows an up: the stroke was a palm's, or half of a pinch. outside: where
 * the window's events come. Returns a function that takes all listeners off again.
 */
export function bindPen(element, handlers, outside = window) {
  const pen = new Pen(element, handlers);
  const prevent = (event) => event.preventDefault();
  const bindings = [
    [element, "pointerover", (event) => pen.notice(event)],
    [element, "pointerdown", (event) => pen.press(event)],
    [element, "pointermove", (event) => pen.move(event)],
    [element, "pointerup", (event) => pen.release(event)],
    [element, "pointercancel", (event) => pen.release(event)], // what was drawn so far stays
    [element, "lostpointercapture", (event) => pen.release(event)],
    [element, "touchstart", prevent], // no scrolling, zooming or magnifier, also where touch-action is unknown
    [element, "touchmove", prevent], // iPadOS would otherwise take short pen strokes for handwriting
    [element, "contextmenu", prevent], // a long press
    [element, "dragstart", prevent],
    [outside, "blur", () => pen.pause()],
    [outside, "visibilitychange", () => pen.pause()],
  ];
  for (const [target, type, listener] of bindings) target.addEventListener(type, listener, { passive: false });
  return () => {
    for (const [target, type, listener] of bindings) target.removeEventListener(type, listener);
  };
}

class Pen {
  #pointer = null; // {id, type, at} of the pointer that draws
  #last = null; // where it was, perhaps off the board
  #inked = false; // whether a stroke is being drawn: not while the pointer is off the board
  #kept = null; // the last point passed on
  #held = null; // a point too near to it, passed on only if nothing follows
  #pressure = 0.5; // of a pen; its last event, and some others, have none
  #length = 0; // board units since the press
  #waiting = null; // the events of a finger that has not inked yet
  #fingers = new Set(); // those on the board
  #barred = false; // two fingers have come: until all are gone, none draws

  constructor(element, handlers) {
    this.element = element;
    this.handlers = handlers;
  }

  notice(event) {
    if (event.pointerType === "pen") this.handlers.penSeen();
  }

  press(event) {
    this.notice(event);
    const isFinger = event.pointerType === "touch";
    if (isFinger) this.#lay(event);
    if (this.#pointer?.type === "touch" && (!isFinger || this.#isPinch(event))) {
      this.#takeBack();
      this.#barred = isFinger;
    }
    if (this.#pointer || event.button !== 0 || !this.handlers.accepts()) return;
    if (isFinger && this.#barred) return;
    if (isFinger && !this.handlers.fingersDraw()) return this.handlers.refused();
    event.preventDefault();
    this.#pointer = { id: event.pointerId, type: event.pointerType, at: event.timeStamp };
    [this.#length, this.#waiting] = [0, isFinger ? [] : null];
    capture(this.element, event.pointerId);
    this.#follow([event]);
  }

  move(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    if (!(event.buttons & 1)) return this.#end(); // lifted where we could not see it
    const finer = event.getCoalescedEvents?.() ?? [];
    this.#follow(finer.length > 0 ? finer : [event]);
  }

  release(event) {
    this.#fingers.delete(event.pointerId);
    if (this.#fingers.size === 0) this.#barred = false;
    if (event.pointerId !== this.#pointer?.id) return;
    // pointerup has a place of its own; pointercancel's is not to be trusted
    if (event.type === "pointerup") {
      this.#follow([event]);
      this.#goAhead();
    }
    this.#end();
  }

  /** The window lost its focus, or the tab its screen, and perhaps the release will never come. If it does not, we go on. */
  pause() {
    if (!this.#pointer) return;
    this.#goAhead();
    if (this.#inked) this.#lift();
    this.#last = null;
  }

  /** The first finger on a screen without others tells that none of those we know of is there any more. */
  #lay(event) {
    if (event.isPrimary) {
      this.#fingers.clear();
      this.#barred = false;
    }
    this.#fingers.add(event.pointerId);
  }

  #isPinch(event) {
    return Boolean(this.#waiting) || (event.timeStamp - this.#pointer.at < EARLY_MS && this.#length < SHORT);
  }

  /** A palm rests on the board before its pen draws, a pinch begins with one finger: what they drew is taken back. */
  #takeBack() {
    const drew = this.#inked;
    this.#end();
    if (drew) this.handlers.withdraw();
  }

  #end() {
    if (this.#inked) this.#lift();
    this.#pointer = this.#last = this.#waiting = null;
  }

  #follow(events) {
    if (!this.#waiting) return this.#draw(events);
    this.#waiting.push(...events);
    const [first, last] = [this.#waiting[0], events[events.length - 1]].map(this.handlers.place);
    if (distance(first, last) >= STILL) this.#goAhead();
  }

  #goAhead() {
    const events = this.#waiting;
    this.#waiting = null;
    if (events) this.#draw(events);
  }

  #draw(events) {
    const points = [];
    for (const event of events) {
      const point = [...this.handlers.place(event), this.handlers.time(event), ...this.#pressureOf(event)];
      if (this.#last) this.#length += distance(this.#last, point);
      for (const [mark, at] of trace(this.#last, point, this.#inked, this.handlers.board())) {
        if (mark === "down" && !this.handlers.accepts()) return this.#end(); // it comes back, and the round is over
        this.#mark(mark, at, points);
      }
      this.#last = point;
    }
    if (points.length > 0) this.handlers.move(points);
  }

  #pressureOf(event) {
    if (this.#pointer.type !== "pen") return [];
    if (event.pressure > 0) this.#pressure = Math.round(event.pressure * 100) / 100;
    return [this.#pressure];
  }

  #mark(mark, at, points) {
    const point = at && [tenth(at[0]), tenth(at[1]), Math.round(at[2]), ...at.slice(3)];
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
