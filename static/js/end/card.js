// The card of a whole match, to share: its drawings on one sheet, what came of it, and the name of the game.

import { blobOf } from "./files.js";
import { LIGHT } from "./light.js";
import { closeUp, paint, pictureOf } from "./picture.js";
import { replayOf } from "./replay.js";

const [WIDTH, HEIGHT] = [1200, 1200]; // pixels
const [EDGE, GAP] = [60, 24];
const [HEAD, FOOT] = [150, 70]; // above the drawings and below
const SHOWN = 12;
const SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, serif';

/** album: as in match.js; name(record): what is written under a drawing. heading: the result in words. Resolves to a File. */
export async function cardOf(album, heading, name, game) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = canvas.getContext("2d");
  context.fillStyle = LIGHT.desk;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  write(context, heading, WIDTH / 2, EDGE + 62, `700 72px ${SERIF}`);
  const shown = album.slice(-SHOWN);
  places(shown.length).forEach((place, index) => drawing(context, shown[index], name(shown[index]), place));
  write(context, game, WIDTH / 2, HEIGHT - EDGE + 10, `italic 700 44px ${SERIF}`);
  return new File([await blobOf(canvas)], "inkling.png", { type: "image/png" });
}

/** Boxes for so many drawings, in rows that are as even as can be: [{x, y, width, height}]. Pure. */
export function places(count) {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const width = (WIDTH - 2 * EDGE - GAP * (columns - 1)) / columns;
  const height = (HEIGHT - HEAD - FOOT - 2 * EDGE - GAP * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (WIDTH - inRow * width - (inRow - 1) * GAP) / 2;
    return { x: left + (index % columns) * (width + GAP), y: EDGE + HEAD + row * (height + GAP) - 30, width, height };
  });
}

function drawing(context, record, name, { x, y, width, height }) {
  context.fillStyle = LIGHT.paper;
  context.beginPath();
  context.roundRect(x, y, width, height, 14);
  context.fill();
  const label = Math.min(54, height * 0.2);
  const strokes = replayOf(record.entries).strokes(Infinity);
  const view = closeUp(strokes, record.board);
  const scale = Math.min((width - 24) / view.width, (height - label - 20) / view.height);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(view.width * scale), Math.ceil(view.height * scale)];
  paint(canvas.getContext("2d"), { ...pictureOf(record, strokes, ""), view }, LIGHT, scale);
  context.drawImage(canvas, x + (width - canvas.width) / 2, y + 10 + (height - label - 20 - canvas.height) / 2);
  write(context, name, x + width / 2, y + height - label * 0.38, `italic 400 ${Math.round(label * 0.56)}px ${SERIF}`, width - 30);
}

function write(context, text, x, y, font, widest = WIDTH - 2 * EDGE) {
  [context.font, context.textAlign, context.fillStyle] = [font, "center", LIGHT.ink];
  context.fillText(text, x, y, widest);
}
