// The middle of the host's page: canvases while a word is drawn, the lesson after it, and what can be taken along.

import { button, make } from "../dom.js";
import { keepFile } from "../end/files.js";
import { setText } from "../guesses.js";
import { Lesson } from "./lesson.js";
import { Tiles } from "./tiles.js";

/**
 * place: an element. canvases: as in canvases.js. ask, act, troubled: as in host.js. turned(): another word is looked at.
 * Returns {show(room), drawn(members), word(room) -> the word that is looked at, {number, word}}.
 */
export function hostView(place, texts, canvases, { ask, act, troubled }, turned) {
  const [sheets, keepings, after] = [make("div", "tiles-place"), make("div", "host-keepings"), make("div", "lesson-place")];
  place.append(sheets, keepings, after);
  let room = null;
  const cards = new Map(); // member -> update(member) of the button under the drawing
  const tiles = new Tiles(sheets, texts, canvases, (member) => showTool(member, texts, act));
  const lesson = new Lesson(after, texts, ask, { tools: cardTool, turned });
  keepings.append(...keepingsOf(texts, ask, lesson, () => room.code, troubled));

  /** What is under each tile stands under each drawing of the word that is over, too. */
  function cardTool({ member }) {
    const now = room?.phase === "results" && room.members.find((one) => one.member === member);
    if (!now) return null;
    const { element, update } = showTool(member, texts, act);
    update(now);
    cards.set(member, (one) => {
      update(one);
      element.hidden = room.phase !== "results";
    });
    return element;
  }

  function show(now) {
    room = now;
    const live = room.phase === "drawing" || room.phase === "judging";
    const ended = room.phase === "results" || room.phase === "done";
    [sheets.hidden, after.hidden, keepings.hidden] = [!live, !ended, !ended];
    if (live) tiles.seat(room.members.filter(({ drawing }) => drawing));
    if (ended) lesson.show(room.number, []);
    else lesson.forget();
    for (const one of room.members) cards.get(one.member)?.(one);
  }

  return { show, drawn: (members) => tiles.changed(members), word: (now) => (now.phase === "results" ? (lesson.looked ?? now) : now) };
}

/** Shows a canvas, or hides it: {element, update(member)}. */
function showTool(member, texts, act) {
  let hidden = false;
  let shown = false;
  const show = button("press tile-show", "", () => act(hidden || !shown ? { do: "show", member, on: true } : { do: "hide", member, on: true }));
  const update = (one) => {
    [hidden, shown] = [one.hidden, one.shown];
    setText(show, shown && !hidden ? texts.hide : texts.show);
    show.setAttribute("aria-label", `${shown && !hidden ? texts.hide : texts.show}: ${one.name}`);
  };
  return { element: make("div", "tile-tools", show), update };
}

/** The table and the print, with names or without. code() -> the room's. */
function keepingsOf(texts, ask, lesson, code, troubled) {
  const names = make("input");
  names.type = "checkbox";
  const csv = async () => {
    const ack = await ask("room_export", { names: names.checked });
    if (ack.problem) return troubled(ack.problem);
    return keepFile(new File([ack.csv], `inkling-${code()}.csv`, { type: "text/csv" }));
  };
  return [button("press", texts.csv, csv), button("press", texts.print, () => lesson.print(names.checked)), make("label", "host-names", names, texts.withNames)];
}
