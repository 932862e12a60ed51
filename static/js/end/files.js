// A drawing as a file to keep or to share. Nothing leaves the machine here but by the browser's own dialogs, after a tap.

import { inkPath } from "../inkshape.js";
import { gifOf, momentsOf } from "./gif.js";
import { LIGHT } from "./light.js";
import { colourOf, paint, pictureOf } from "./picture.js";
import { svgOf } from "./svg.js";

const PNG = 1600; // pixels of the longer side
const GIF = 480;

/** kind: "png" | "svg" | "gif". record: as in match.js, replay: as in replay.js, title: what it shows. Resolves to a File. */
export async function fileOf(kind, record, replay, title, colours = LIGHT) {
  const name = `inkling-${slug(title)}.${kind}`;
  return new File([await MAKERS[kind](record, replay, title, colours)], name, { type: TYPES[kind] });
}

const TYPES = { png: "image/png", svg: "image/svg+xml", gif: "image/gif" };

const MAKERS = {
  async png(record, replay, title, colours) {
    const [canvas, scale] = sheetFor(record.board, PNG);
    paint(canvas.getContext("2d"), pictureOf(record, replay.strokes(Infinity), title), colours, scale);
    return blobOf(canvas);
  },
  async svg(record, replay, title, colours) {
    const own = (stroke) => colourOf(stroke, { inks: colours.inks }); // the others have the colour of all
    return svgOf(pictureOf(record, replay.strokes(Infinity), title), colours, inkPath, own);
  },
  async gif(record, replay, title, colours) {
    const encoder = await import("../../vendor/gifenc.esm.js"); // asked for by few, so loaded only now
    const [canvas, scale] = sheetFor(record.board, GIF);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const look = (t) => {
      paint(context, pictureOf(record, replay.strokes(t), title, t >= replay.length), colours, scale);
      return context.getImageData(0, 0, canvas.width, canvas.height);
    };
    return gifOf(momentsOf(replay.length), look, encoder, () => new Promise((resolve) => setTimeout(resolve)));
  },
};

function sheetFor(board, longest) {
  const scale = longest / Math.max(board.width, board.height);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(board.width * scale), Math.round(board.height * scale)];
  return [canvas, scale];
}

/** The pixels of a canvas as a PNG. */
export function blobOf(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the canvas gave no picture"))), "image/png");
  });
}

const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "drawing";

/** Whether this browser can hand a file on to another app. Over plain http it never can. */
export const mayShare = () => Boolean(navigator.canShare?.({ files: [new File([""], "a.png", { type: TYPES.png })] }));

/** Hands a file on. A player who thinks better of it has not made a mistake. */
export async function share(file) {
  try {
    await navigator.share({ files: [file] });
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

/** Puts a file where the browser keeps what was downloaded. */
export function keepFile(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
