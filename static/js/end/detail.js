// One drawing of the album, at length: its replay with what was thought, and what there is to say about it.

import { button, make, svg } from "../dom.js";
import { setText } from "../guesses.js";
import { examples } from "./examples.js";
import { closestOf, misleading, takenFor } from "./findings.js";
import { keepings } from "./keepings.js";
import { paint, pictureOf } from "./picture.js";
import { Player } from "./player.js";
import { plot } from "./plot.js";
import { replayOf } from "./replay.js";

/**
 * record: as in match.js, with the threshold of its match. colours(): those of the screen now. Returns {element, repaint(),
 * stop(), learn(record): the server has explained more of it}.
 */
export function detail(record, texts, colours) {
  const replay = replayOf(record.entries);
  const end = Math.max(replay.length, record.thoughts[record.thoughts.length - 1]?.t ?? 0, record.won ? record.ms : 0);
  const canvas = make("canvas", "look-canvas");
  const chart = plot(record, end, texts, (t) => player.seek(t));
  const control = playButton(texts, () => player.toggle());
  let [shown, known] = [end, record];

  const draw = () => {
    const scale = fitted(canvas, record.board);
    const marked = markedIn(replay, misleading(known));
    const strokes = replay.strokes(shown);
    paint(canvas.getContext("2d"), pictureOf(record, strokes, "", shown >= end), colours(), scale, marked);
  };
  const player = new Player(end, (t, running) => {
    shown = t;
    draw();
    chart.show(t);
    control.show(running);
  });

  const facts = make("div", "facts", ...factsOf(record, texts));
  const sheet = make("div", "look-sheet", canvas, control.element);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", titleOf(record, texts));
  chart.show(end);
  const element = make("article", "look", make("div", "look-drawing", sheet, chart.element), facts);
  element.style.setProperty("--ratio", String(record.board.width / record.board.height));
  return {
    element,
    repaint: draw,
    stop: () => player.pause(),
    learn(fuller) {
      known = fuller;
      facts.replaceChildren(...factsOf(fuller, texts));
      draw();
    },
  };
}

export const titleOf = ({ word, thoughts }, texts) => {
  const seen = word ?? thoughts[thoughts.length - 1]?.guesses[0][0];
  return seen ? texts.named(seen) : texts.title;
};

function playButton(texts, toggle) {
  const path = svg("path");
  const label = make("span", "unseen");
  const element = button("look-play", "", toggle);
  element.append(svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, path), label);
  const show = (running) => {
    path.setAttribute("d", running ? "M8 5.2 C8.4 9.8 8.4 14.2 8 18.8 M16 5.2 C16.4 9.8 16.4 14.2 16 18.8" : "M7 4.6 C11.6 7 15.4 9.4 19 12 C15.4 14.6 11.6 17 7.2 19.4 C7.6 14.6 7.6 9.4 7 4.6 Z");
    setText(label, running ? texts.pause : texts.replay);
  };
  show(false);
  return { element, show };
}

/** As many pixels as the screen has. Returns the pixels of a board unit. */
function fitted(canvas, board) {
  const width = Math.max(1, Math.round(canvas.clientWidth * (window.devicePixelRatio || 1)));
  const height = Math.round((width * board.height) / board.width);
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  return width / board.width;
}

/** Whether a stroke, or the part of it that is shown, is one of those that misled: they begin at the same point. */
function markedIn(replay, misled) {
  const final = replay.strokes(Infinity);
  const begins = new Set(misled?.strokes.map((index) => String(final[index]?.[0])));
  return (stroke) => begins.has(String(stroke[0]));
}

function factsOf(record, texts) {
  const misled = misleading(record);
  return [
    verdictOf(record, texts),
    misled && make("section", "fact", make("h3", "fact-title", texts.helped), ...helpOf(misled, record, texts)),
    ...closeOnes(record, texts),
    keepings(record, titleOf(record, texts), texts),
  ].filter(Boolean);
}

function verdictOf(record, texts) {
  const { word, won, ms, hint } = record;
  const title = make("h2", `look-title${won ? " is-won" : ""}`, make("span", "look-word", titleOf(record, texts)));
  const taken = takenFor(record);
  const said = won ? [texts.knewIn(ms), "", ""] : !taken ? [texts.sawNothing, "", ""] : (word ? texts.tookFor : texts.sawIn)(taken);
  const line = make("p", "look-line", said[0], said[1] ? make("b", "", said[1]) : "", said[2]);
  return make("section", "verdict", title, line, hint && make("p", "look-hint", texts.hinted(hint).hint));
}

function helpOf({ strokes, share, toward }, { word }, texts) {
  return [
    make("p", "fact-text", make("span", "misled-swatch"), texts.without(strokes.length, word, share)),
    toward && make("p", "fact-aside", texts.towards(toward)),
  ];
}

function closeOnes(record, texts) {
  const words = closestOf(record);
  if (words.length === 0) return [];
  const list = words.map((word) => make("li", "close", make("span", "close-word", texts.bare(word)), examples(word, texts)));
  return [make("section", "fact", make("h3", "fact-title", texts.closest(record.won)), make("ul", "closest", ...list))];
}
