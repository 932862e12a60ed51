// A picture of the average of many drawings: the darker, the more of them have ink there.

import { make } from "../dom.js";
import { drawingsOf, SIDE as OTHERS_SIDE } from "../others.js";
import { averageOf, SIDE } from "./average.js";
import { strokesOf } from "./sketch.js";

/** drawings: lists of strokes as sketch.js makes them. text: what stands under it. */
export function density(drawings, text) {
  const none = drawings.length === 0;
  return make("figure", `average${none ? " is-empty" : ""}`, none ? null : picture(averageOf(drawings)), make("figcaption", "", text));
}

/** Other people's drawings of the word; none where the server has none. */
export async function othersOf(word) {
  const { drawings } = await drawingsOf(word);
  const inUnits = (column) => column.map((at) => (at / OTHERS_SIDE) * 1000);
  return drawings.map((strokes) => strokesOf(strokes.map(([xs, ys]) => [inUnits(xs), inUnits(ys)])));
}

function picture(shares) {
  const canvas = make("canvas", "average-picture");
  [canvas.width, canvas.height] = [SIDE, SIDE];
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(ink.slice(at, at + 2), 16) || 0);
  shares.forEach((share, cell) => image.data.set([red, green, blue, Math.round(255 * Math.sqrt(share))], cell * 4));
  context.putImageData(image, 0, 0);
  return canvas;
}
