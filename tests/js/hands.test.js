import assert from "node:assert/strict";
import { test } from "node:test";
import { bindHands } from "../../static/js/hands.js";

const unset = { style: { setProperty() {} }, classList: { toggle() {} } };
const event = (type, fields) => Object.assign(new Event(type, { cancelable: true }), { preventDefault() {} }, fields);

/** A page with a board on it, where a pause may halt the pens. */
function paper() {
  const canvas = new EventTarget();
  const elements = { board: canvas, "let-fingers": new EventTarget() };
  const page = { getElementById: (id) => elements[id] ?? { ...unset } };
  const now = { halted: false, down: false, told: [] };
  globalThis.window = new EventTarget();
  globalThis.requestAnimationFrame = () => 0;
  bindHands(page, { penDown: () => "", penUp: () => "" }, { get: () => false, set() {} }, {
    accepts: () => !now.halted,
    isDown: () => now.down,
    size: () => ({ width: 1000, height: 1000 }),
    place: ({ x }) => [x, 500],
    time: () => 0,
    ink: () => null,
    down: () => now.told.push("down") && (now.down = true),
    move: () => now.down && now.told.push("move"), // as in hand.js
    up: () => now.down && now.told.push("up") && (now.down = false),
  });
  const point = (type, x) => canvas.dispatchEvent(event(type, { x, pointerId: 1, pointerType: "mouse", button: 0, buttons: 1 }));
  const press = (key) => canvas.dispatchEvent(event("keydown", { key })) && canvas.dispatchEvent(event("keyup", { key }));
  return { now, point, press };
}

test("a pause ends the stroke that is being drawn, and it does not go on afterwards", () => {
  const { now, point } = paper();

  point("pointerdown", 100);
  point("pointermove", 200);
  now.halted = true;
  point("pointermove", 300);
  point("pointermove", 400);
  now.halted = false;
  point("pointermove", 500);

  assert.deepEqual(now.told, ["down", "move", "up"]);
});

test("so it does for a pen that is moved by keys", () => {
  const { now, press } = paper();

  for (const key of [" ", "ArrowLeft"]) press(key);
  now.halted = true;
  for (const key of ["ArrowLeft", "ArrowUp"]) press(key);

  assert.deepEqual(now.told, ["down", "move", "up"]);
});
