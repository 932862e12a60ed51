import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { KeyPen, moved } from "../../static/js/keypen.js";

const board = { width: 1000, height: 800 };
let [element, told, said, shown, now, frames, accepting, down] = [];

beforeEach(() => {
  [element, told, said, shown, now, frames, accepting, down] = [new EventTarget(), [], [], null, 0, [], true, false];
  const handlers = {
    accepts: () => accepting,
    isDown: () => down,
    size: () => board,
    time: (event) => event.timeStamp,
    down: (point) => told.push(["down", ...point]) && (down = true),
    move: (points) => told.push(["move", ...points[0]]),
    up: () => told.push(["up"]) && (down = false),
    show: (mark) => (shown = mark),
    say: (isDown, at) => said.push([isDown, ...at]),
  };
  new KeyPen(element, handlers, { now: () => now, frame: (callback) => frames.push(callback) });
});

function press(key, more = {}) {
  const event = Object.assign(new Event("keydown", { cancelable: true }), { key, ...more });
  element.dispatchEvent(event);
  return event.defaultPrevented;
}

const release = (key) => element.dispatchEvent(Object.assign(new Event("keyup"), { key }));
const tap = (key, more) => press(key, more) && release(key);

/** Frames of 20 ms. */
function wait(count) {
  for (let index = 0; index < count; index += 1) {
    now += 20;
    for (const callback of frames.splice(0)) callback();
  }
}

test("space puts it down, arrows draw, space lifts it, and each is told where it is", () => {
  tap(" ");
  now = 100;
  tap("ArrowRight");
  tap("ArrowDown", { shiftKey: true });
  tap(" ");

  assert.deepEqual(told, [["down", 500, 400, 0], ["move", 512, 400, 100], ["move", 512, 402, 100], ["up"]]);
  assert.deepEqual(said, [[true, 500, 400], [false, 512, 402]]);
});

test("moving with the pen up draws nothing and shows where it is", () => {
  tap("ArrowLeft");

  assert.deepEqual(told, []);
  assert.deepEqual(shown, { at: [488, 400], down: false });
});

test("a key that is held glides, two of them go aslant, and releasing them stops it", () => {
  tap(" ");
  press("ArrowRight");
  press("ArrowDown");
  wait(20);
  const [x, y] = shown.at;

  release("ArrowRight");
  release("ArrowDown");
  wait(20);

  assert.ok(x > 560 && Math.abs(x - 500 - (y - 400)) < 1, `${x} ${y}`);
  assert.deepEqual(shown.at, [x, y]);
  assert.ok(told.length > 8, "a line, not a jump");
});

test("a tab that slept does not make it jump", () => {
  press("ArrowRight");
  wait(10);
  const [before] = shown.at;

  now += 60_000;
  wait(1);

  assert.ok(shown.at[0] - before < 30);
});

test("it stays on the board, and pushing against the edge makes no points", () => {
  assert.deepEqual(moved([995, 3], ["ArrowRight", "ArrowUp"], 50, board), [1000, 0]);

  tap(" ");
  press("ArrowUp");
  wait(200);
  const count = told.length;
  wait(20);

  assert.equal(told.length, count);
  assert.deepEqual(shown.at, [500, 0]);
});

test("leaving the board lifts it and takes its mark away, Escape lifts it, too", () => {
  tap(" ");
  tap("Escape");
  tap(" ");
  element.dispatchEvent(new Event("blur"));

  assert.deepEqual(told.map(([what]) => what), ["down", "up", "down", "up"]);
  assert.equal(shown, null);
});

test("where no stroke may begin none does, and one that was ended elsewhere is not lifted again", () => {
  accepting = false;
  tap(" ");
  accepting = true;
  tap(" ");
  down = false; // the round is over
  tap("ArrowRight");
  tap(" ");

  assert.deepEqual(told.map(([what]) => what), ["down", "down"]);
});

test("the page does not scroll under it, and other keys are left alone", () => {
  assert.deepEqual(["ArrowUp", " ", "z", "Tab"].map((key) => press(key)), [true, true, false, false]);
  assert.equal(press("ArrowUp", { altKey: true }), false);
});
