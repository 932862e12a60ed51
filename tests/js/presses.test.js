import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Presses } from "../../static/js/presses.js";

let [page, presses] = [];

beforeEach(() => {
  page = new EventTarget();
  presses = new Presses(page);
  presses.follow({ phase: "drawing" }, 0);
});

/** Whether the event may press the button, or do whatever it does elsewhere: on "button" or "#board". */
function counts(type, key, timeStamp, { on = "button", repeat = false } = {}) {
  const event = new Event(type, { cancelable: true });
  const target = { closest: (selector) => (selector.split(", ").includes(on) ? {} : null) };
  for (const [name, value] of Object.entries({ key, timeStamp, repeat, target })) Object.defineProperty(event, name, { value });
  page.dispatchEvent(event);
  return !event.defaultPrevented;
}

test("a key pressed in the moment of a win presses nothing, however late it is let go", () => {
  presses.follow({ phase: "over" }, 1000);

  assert.equal(counts("keydown", " ", 1030), false);
  assert.equal(counts("keyup", " ", 1090), false);
  assert.equal(counts("keydown", "Enter", 1480), false);
  assert.equal(counts("keydown", " ", 1490), false);
  assert.equal(counts("keyup", " ", 2500), false);
});

test("a key that is held since the drawing presses nothing until it is pressed anew", () => {
  assert.equal(counts("keydown", "Enter", 900, { on: "#board" }), true);
  presses.follow({ phase: "over" }, 1000);

  assert.equal(counts("keydown", "Enter", 1700, { repeat: true }), false);
  assert.equal(counts("keyup", "Enter", 1800), false);
  assert.equal(counts("keydown", "Enter", 1900), true);
});

test("a fresh press a breath later counts, with either key, and goes on counting while the screen stays", () => {
  presses.follow({ phase: "over" }, 1000);
  presses.follow({ phase: "over" }, 1490);

  assert.equal(counts("keydown", " ", 1510), true);
  assert.equal(counts("keyup", " ", 1560), true);
  assert.equal(counts("keydown", "Enter", 1600), true);
});

test("the end of a match is a new screen: the key that led there presses nothing on it", () => {
  presses.follow({ phase: "over" }, 1000);
  assert.equal(counts("keydown", "Enter", 3000), true);
  presses.follow({ phase: "end" }, 3010);

  assert.equal(counts("keydown", "Enter", 3600, { repeat: true }), false);
  assert.equal(counts("keyup", "Enter", 3650), false);
  assert.equal(counts("keydown", "Enter", 3700), true);
});

test("a key that comes up without having gone down here was pressed before", () => {
  presses.follow({ phase: "over" }, 1000);

  assert.equal(counts("keyup", " ", 5000), false);
});

test("other keys, other places and the screens one comes to by a button are left alone", () => {
  presses.follow({ phase: "over" }, 1000);
  assert.equal(counts("keydown", "Tab", 1010), true);
  assert.equal(counts("keydown", " ", 1010, { on: "input" }), true);
  presses.follow({ phase: "start" }, 9000);

  assert.equal(counts("keydown", "Enter", 9010), true);
});
