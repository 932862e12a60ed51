import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { bindPen } from "../../static/js/pen.js";

/** An element that remembers its listeners; the test plays the fingers. */
class FakeElement {
  listeners = new Map();
  captured = [];

  addEventListener(type, listener) {
    this.listeners.set(type, listener);
  }

  removeEventListener(type, listener) {
    if (this.listeners.get(type) === listener) this.listeners.delete(type);
  }

  setPointerCapture(id) {
    this.captured.push(id);
  }

  send(type, x, y, more = {}) {
    const event = { type, x, y, pointerId: 1, pointerType: "mouse", button: 0, timeStamp: 0, preventDefault() {}, ...more };
    this.listeners.get(type)?.(event);
  }
}

let [element, told, accepting, unbind] = [];

beforeEach(() => {
  [element, told, accepting] = [new FakeElement(), [], true];
  unbind = bindPen(element, {
    accepts: () => accepting,
    place: (event) => [event.x, event.y],
    time: (event) => event.timeStamp,
    board: () => ({ width: 1000, height: 1000 }),
    down: (point) => told.push(["down", point[0]]),
    move: (points) => told.push(["move", ...points.map((point) => point[0])]),
    up: () => told.push(["up"]),
    withdraw: () => told.push(["withdraw"]),
  });
});

test("down, move and up make a stroke, and the pointer is captured", () => {
  element.send("pointerdown", 10, 10);
  element.send("pointermove", 20, 10);
  element.send("pointerup", 30, 10);

  assert.deepEqual(told, [["down", 10], ["move", 20], ["move", 30], ["up"]]);
  assert.deepEqual(element.captured, [1]);
});

test("a tap makes a dot", () => {
  element.send("pointerdown", 10, 10);
  element.send("pointerup", 10, 10);

  assert.deepEqual(told, [["down", 10], ["up"]]);
});

test("moving without pressing draws nothing", () => {
  element.send("pointermove", 20, 10);

  assert.deepEqual(told, []);
});

test("only the main button draws, and only while there is a round", () => {
  element.send("pointerdown", 10, 10, { button: 2 });
  accepting = false;
  element.send("pointerdown", 10, 10);

  assert.deepEqual(told, []);
});

test("a second finger does not disturb the first", () => {
  element.send("pointerdown", 10, 10, { pointerType: "touch" });
  element.send("pointerdown", 900, 10, { pointerType: "touch", pointerId: 2 });
  element.send("pointermove", 800, 10, { pointerType: "touch", pointerId: 2 });
  element.send("pointerup", 800, 10, { pointerType: "touch", pointerId: 2 });
  element.send("pointermove", 20, 10, { pointerType: "touch" });

  assert.deepEqual(told, [["down", 10], ["move", 20]]);
});

test("a cancelled pointer ends the stroke and keeps it, wherever the cancel claims to be", () => {
  element.send("pointerdown", 10, 10);
  element.send("pointermove", 20, 10);
  element.send("pointercancel", 0, 0);
  element.send("lostpointercapture", 0, 0);

  assert.deepEqual(told, [["down", 10], ["move", 20], ["up"]]);
});

test("coalesced events are all drawn, and an empty list of them is no loss", () => {
  element.send("pointerdown", 10, 10);
  element.send("pointermove", 40, 10, { getCoalescedEvents: () => [20, 30, 40].map((x) => ({ x, y: 10, timeStamp: x })) });
  element.send("pointermove", 50, 10, { getCoalescedEvents: () => [] });

  assert.deepEqual(told, [["down", 10], ["move", 20, 30, 40], ["move", 50]]);
});

test("once a pen was seen, fingers and palms do not draw", () => {
  element.send("pointerover", 0, 0, { pointerType: "pen", pointerId: 7 });
  element.send("pointerdown", 10, 10, { pointerType: "touch" });

  assert.deepEqual(told, []);
});

test("the palm that touched down before the pen is taken back, and the pen draws", () => {
  element.send("pointerdown", 900, 900, { pointerType: "touch" });
  element.send("pointerdown", 10, 10, { pointerType: "pen", pointerId: 7 });
  element.send("pointermove", 20, 10, { pointerType: "pen", pointerId: 7 });

  assert.deepEqual(told, [["down", 900], ["up"], ["withdraw"], ["down", 10], ["move", 20]]);
});

test("a stroke is cut at the board's edge, and goes on as another where it comes back", () => {
  element.send("pointerdown", 900, 500);
  element.send("pointermove", 1100, 500);
  element.send("pointermove", 1100, 600);
  element.send("pointermove", 900, 600);

  assert.deepEqual(told, [["down", 900], ["move", 1000], ["up"], ["down", 1000], ["move", 900]]);
});

test("points too near to tell apart are left out, but never the last one", () => {
  element.send("pointerdown", 10, 10);
  element.send("pointermove", 10.4, 10);
  element.send("pointermove", 10.8, 10);
  element.send("pointerup", 10.8, 10);

  assert.deepEqual(told, [["down", 10], ["move", 10.8], ["up"]]);
});

test("unbinding takes every listener off", () => {
  unbind();

  assert.equal(element.listeners.size, 0);
});
