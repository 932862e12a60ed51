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
    const event = { type, x, y, pointerId: 1, pointerType: "mouse", button: 0, buttons: 1, timeStamp: 0, preventDefault() {}, ...more };
    this.listeners.get(type)?.(event);
  }
}

let [element, outside, told, accepting, penOnly, unbind] = [];

beforeEach(() => {
  [element, outside, told, accepting, penOnly] = [new FakeElement(), new FakeElement(), [], true, false];
  const handlers = {
    accepts: () => accepting,
    place: (event) => [event.x, event.y],
    time: (event) => event.timeStamp,
    board: () => ({ width: 1000, height: 1000 }),
    down: (point) => told.push(["down", point[0]]),
    move: (points) => told.push(["move", ...points.map((point) => point[0])]),
    up: () => told.push(["up"]),
    withdraw: () => told.push(["withdraw"]),
    fingersDraw: () => !penOnly,
    refused: () => told.push(["refused"]),
    penSeen: () => (penOnly = true),
  };
  unbind = bindPen(element, handlers, outside);
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

const finger = (id, at, more = {}) => ({ pointerType: "touch", pointerId: id, timeStamp: at, isPrimary: id === 1, ...more });

test("a finger that has hardly moved has drawn nothing yet, and a tap is a dot", () => {
  element.send("pointerdown", 10, 10, finger(1, 0));
  element.send("pointermove", 15, 10, finger(1, 10));
  assert.deepEqual(told, []);

  element.send("pointerup", 15, 10, finger(1, 20));

  assert.deepEqual(told, [["down", 10], ["move", 15], ["up"]]);
});

test("two fingers at once make no ink, nor does what they do before both are gone", () => {
  element.send("pointerdown", 10, 10, finger(1, 0));
  element.send("pointermove", 15, 10, finger(1, 10));
  element.send("pointerdown", 900, 10, finger(2, 20));
  for (const x of [50, 100]) element.send("pointermove", x, 10, finger(1, x));
  for (const x of [800, 700]) element.send("pointermove", x, 10, finger(2, 900 - x));
  element.send("pointerup", 100, 10, finger(1, 300));
  element.send("pointerdown", 300, 10, finger(3, 310));
  element.send("pointermove", 400, 10, finger(3, 320));
  assert.deepEqual(told, []);

  element.send("pointerup", 700, 10, finger(2, 400));
  element.send("pointerup", 400, 10, finger(3, 400));
  element.send("pointerdown", 10, 10, finger(1, 500));
  element.send("pointermove", 40, 10, finger(1, 510));

  assert.deepEqual(told, [["down", 10], ["move", 40]]);
});

test("a mark that a finger made just before the second came is taken back", () => {
  element.send("pointerdown", 10, 10, finger(1, 0));
  element.send("pointermove", 30, 10, finger(1, 60));
  element.send("pointerdown", 900, 10, finger(2, 120));
  element.send("pointermove", 90, 10, finger(1, 180));

  assert.deepEqual(told, [["down", 10], ["move", 30], ["up"], ["withdraw"]]);
});

for (const [what, x, at] of [["long", 60, 120], ["old", 30, 300]]) {
  test(`a stroke that is ${what} already goes on though a second finger comes, which draws nothing`, () => {
    element.send("pointerdown", 10, 10, finger(1, 0));
    element.send("pointermove", x, 10, finger(1, 60));
    element.send("pointerdown", 900, 10, finger(2, at));
    element.send("pointermove", 800, 10, finger(2, at + 10));
    element.send("pointerup", 800, 10, finger(2, at + 20));
    element.send("pointermove", 90, 10, finger(1, at + 30));

    assert.deepEqual(told, [["down", 10], ["move", x], ["move", 90]]);
  });
}

test("fingers whose lifting was never told do not keep others from drawing", () => {
  element.send("pointerdown", 10, 10, finger(1, 0));
  element.send("pointerdown", 900, 10, finger(2, 20));

  element.send("pointerdown", 10, 10, finger(5, 900, { isPrimary: true }));
  element.send("pointermove", 40, 10, finger(5, 910));

  assert.deepEqual(told, [["down", 10], ["move", 40]]);
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

test("once a pen was seen, fingers and palms do not draw, and are told so", () => {
  element.send("pointerover", 0, 0, { pointerType: "pen", pointerId: 7 });
  element.send("pointerdown", 10, 10, finger(1, 0));
  element.send("pointermove", 90, 10, finger(1, 10));

  assert.deepEqual(told, [["refused"]]);
});

test("the palm that touched down before the first pen is taken back, and the pen draws", () => {
  element.send("pointerdown", 900, 900, finger(1, 0));
  element.send("pointermove", 860, 900, finger(1, 300));
  element.send("pointerdown", 10, 10, { pointerType: "pen", pointerId: 7 });
  element.send("pointermove", 20, 10, { pointerType: "pen", pointerId: 7 });

  assert.deepEqual(told, [["down", 900], ["move", 860], ["up"], ["withdraw"], ["down", 10], ["move", 20]]);
});

test("a pen's pressure is kept with each point, also where its last event has none", () => {
  const points = [];
  const listen = { down: (point) => points.push(point), move: (more) => points.push(...more) };
  const pen = { pointerType: "pen", pointerId: 7 };
  const handlers = { accepts: () => true, board: () => ({ width: 1000, height: 1000 }), up() {}, penSeen() {}, ...listen };
  bindPen(element, { ...handlers, place: ({ x, y }) => [x, y], time: () => 0 }, outside);

  element.send("pointerdown", 10, 10, { ...pen, pressure: 0.304 });
  element.send("pointermove", 20, 10, { ...pen, pressure: 0.8 });
  element.send("pointerup", 30, 10, { ...pen, pressure: 0 });

  assert.deepEqual(points.map((point) => point[3]), [0.3, 0.8, 0.8]);
});

test("a release that nobody saw ends the stroke with the next movement", () => {
  element.send("pointerdown", 10, 10);
  element.send("pointermove", 20, 10);
  element.send("pointermove", 500, 10, { buttons: 0 });

  assert.deepEqual(told, [["down", 10], ["move", 20], ["up"]]);
});

for (const name of ["blur", "visibilitychange"]) {
  test(`when the window is left (${name}) the stroke ends and stays, and a pen still pressed goes on with another`, () => {
    element.send("pointerdown", 10, 10);
    element.send("pointermove", 20, 10);
    outside.send(name);
    element.send("pointermove", 30, 10);

    assert.deepEqual(told, [["down", 10], ["move", 20], ["up"], ["down", 30]]);
  });
}

test("a stroke is cut at the board's edge, and goes on as another where it comes back", () => {
  element.send("pointerdown", 900, 500);
  element.send("pointermove", 1100, 500);
  element.send("pointermove", 1100, 600);
  element.send("pointermove", 900, 600);

  assert.deepEqual(told, [["down", 900], ["move", 1000], ["up"], ["down", 1000], ["move", 900]]);
});

test("where no stroke may begin, none begins by coming back to the board or to its window, and the next press draws as ever", () => {
  for (const leave of [() => element.send("pointermove", 1100, 500), () => outside.send("blur")]) {
    element.send("pointerdown", 900, 500);
    leave();
    [accepting, told.length] = [false, 0]; // the round is over, or halted
    element.send("pointermove", 900, 600);
    element.send("pointermove", 800, 600);
    accepting = true;
    element.send("pointermove", 700, 600);
    element.send("pointerup", 700, 600);
    assert.deepEqual(told, []);
  }

  element.send("pointerdown", 10, 10);
  element.send("pointerup", 10, 10);

  assert.deepEqual(told, [["down", 10], ["up"]]);
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

  assert.equal(element.listeners.size + outside.listeners.size, 0);
});
