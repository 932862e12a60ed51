import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { closestOf, misleading, takenFor } from "../../static/js/end/findings.js";
import { LIGHT } from "../../static/js/end/light.js";
import { closeUp, pictureOf } from "../../static/js/end/picture.js";
import { Player } from "../../static/js/end/player.js";
import { INKS } from "../../static/js/inks.js";

const thoughts = [{ t: 1, target: 0.1, guesses: [["fence", 0.5], ["ladder", 0.1], ["harp", 0.05], ["comb", 0.04], ["stairs", 0.03]] }];
const miss = { word: "ladder", won: false, takenFor: "fence", thoughts };
const group = (strokes, without, toward) => ({ strokes, without, toward });
const explained = { p: 0.1, groups: [group([0, 1], 0.12, ["harp", 1]), group([2], 0.4, ["fence", 2])], against: [1, 0], closest: [["harp", 0.3], ["ladder", 0.2], ["comb", 0.1]] };

test("what it looked like is what the server explains, else the last guesses, never the word itself", () => {
  assert.deepEqual(closestOf({ ...miss, explained }), ["harp", "comb"]);
  assert.deepEqual(closestOf(miss), ["fence", "harp", "comb"]);
  assert.deepEqual(closestOf({ ...miss, thoughts: [] }), []);
});

test("the strokes that misled most are named, with what they would have made of it", () => {
  assert.deepEqual(misleading({ ...miss, explained }), { strokes: [2], share: 0.4, toward: "fence" });
});

test("nothing is said to have helped where it would not, or where nothing was missed", () => {
  assert.equal(misleading(miss), null);
  assert.equal(misleading({ ...miss, won: true, explained }), null);
  assert.equal(misleading({ ...miss, word: null, explained }), null);
  assert.equal(misleading({ ...miss, explained: { ...explained, against: [] } }), null);
  assert.equal(misleading({ ...miss, explained: { ...explained, against: [0] } }), null, "0.12 is hardly more than 0.1");
});

test("what it was taken for is the server's word, or the first guess that is not the word", () => {
  assert.equal(takenFor(miss), "fence");
  assert.equal(takenFor({ ...miss, takenFor: null }), "fence");
  assert.equal(takenFor({ ...miss, won: true }), null);
  assert.equal(takenFor({ ...miss, takenFor: null, thoughts: [] }), null);
});

test("the marker goes around a finished drawing that was recognized, and around nothing else", () => {
  const [board, strokes] = [{ width: 1000, height: 700 }, [[[300, 300, 0], [500, 400, 10]]]];
  const loop = (won, drawn, finished) => pictureOf({ board, won }, drawn, "", finished).loop;

  assert.ok(loop(true, strokes, true).length > 10);
  assert.equal(loop(false, strokes, true), null);
  assert.equal(loop(true, strokes, false), null);
  assert.equal(loop(true, [], true), null);
});

/** A player whose frames come when the test says so. */
function playing(length) {
  const [shown, frames] = [[], []];
  const player = new Player(length, (t, running) => shown.push([t, running]), (callback) => frames.push(callback));
  return { player, shown, frame: (now) => frames.shift()?.(now) };
}

test("a replay begins anew from the end, runs as long as the drawing took, and stops", () => {
  const { player, shown, frame } = playing(1000);

  player.play();
  for (const now of [5000, 5400, 6100]) frame(now);

  assert.deepEqual(shown, [[0, true], [400, true], [1000, false]]);
  assert.equal(player.running, false);
});

test("a replay can be stopped, set, and goes on from there", () => {
  const { player, shown, frame } = playing(1000);
  player.play();
  frame(100);
  frame(300);

  player.pause();
  frame(400);
  player.seek(700);
  player.play();
  frame(9000);

  assert.deepEqual(shown.slice(-3), [[200, false], [700, false], [700, true]]);
});

test("no moment is before the beginning or after the end", () => {
  const { player, shown } = playing(1000);

  player.seek(-5);
  player.seek(5000);

  assert.deepEqual(shown, [[0, false], [1000, false]]);
});

test("a close-up holds the whole drawing in the board's proportions, and is never larger than the board", () => {
  const board = { width: 1000, height: 700 };

  const near = closeUp([[[400, 300, 0], [600, 350, 9]]], board);
  const whole = closeUp([[[0, 0, 0], [1000, 700, 9]]], board);

  assert.ok(near.x < 400 && near.x + near.width > 600 && near.width < 500);
  assert.ok(Math.abs(near.width / near.height - 1000 / 700) < 1e-9);
  assert.deepEqual([whole.width, whole.height], [1000, 700]);
  assert.deepEqual(closeUp([], board), { x: 0, y: 0, width: 1000, height: 700 });
});

test("files have the colours of the page in daylight", async () => {
  const [light] = (await readFile(new URL("../../static/css/tokens.css", import.meta.url), "utf8")).split("@media");
  const token = (name) => light.match(new RegExp(`--${name}: (#[0-9a-f]{6});`))[1];

  for (const name of ["desk", "paper", "ink", "marker"]) assert.equal(LIGHT[name], token(name), name);
  for (const name of INKS.filter(Boolean)) assert.equal(LIGHT.inks(name), token(`ink-${name}`), name);
});
