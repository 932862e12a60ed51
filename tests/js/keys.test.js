import assert from "node:assert/strict";
import { test } from "node:test";
import { bindKeys } from "../../static/js/keys.js";

function press(key, more = {}, letters = true) {
  const acts = [];
  const target = Object.assign(new EventTarget(), { querySelector: (selector) => (selector === more.open ? {} : null) });
  bindKeys(target, (name) => acts.push(name), () => letters);
  const event = new Event("keydown", { cancelable: true });
  const where = { closest: (selector) => (more.on && selector.includes(more.on) ? {} : null) };
  Object.defineProperty(event, "target", { value: where });
  target.dispatchEvent(Object.assign(event, { key, ...more }));
  return acts;
}

test("each key does what its button does", () => {
  const keys = ["z", "Z", "y", "Backspace", "Delete", "s", "n", "Enter"];

  assert.deepEqual(keys.flatMap((key) => press(key)), ["undo", "undo", "redo", "clear", "clear", "skip", "next", "next"]);
});

test("the usual undo and redo of other programs work, their other keys are left to the browser", () => {
  assert.deepEqual(press("z", { ctrlKey: true }), ["undo"]);
  assert.deepEqual(press("Z", { metaKey: true, shiftKey: true }), ["redo"]);
  assert.deepEqual(press("s", { ctrlKey: true }), []);
  assert.deepEqual(press("n", { metaKey: true }), []);
});

test("a key held down acts once", () => {
  assert.deepEqual(press("z", { repeat: true }), []);
});

test("Enter on a button presses that button only, and typing in a field draws no consequences", () => {
  assert.deepEqual(press("Enter", { on: "button" }), []);
  assert.deepEqual(press("z", { on: "input" }), []);
});

test("behind an open dialog nothing happens", () => {
  assert.deepEqual(["n", "Enter", "z"].flatMap((key) => press(key, { open: "dialog[open]" })), []);
});

test("with letters switched off they count on the board only, and what is no single letter still counts", () => {
  assert.deepEqual(press("z", {}, false), []);
  assert.deepEqual(press("z", { on: "#board" }, false), ["undo"]);
  assert.deepEqual(press("z", { ctrlKey: true }, false), ["undo"]);
  assert.deepEqual(press("Enter", {}, false), ["next"]);
});
