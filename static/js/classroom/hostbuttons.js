// The host's buttons: what can be done next, and the switches of the room.

import { button, make } from "../dom.js";
import { actsOf } from "./hostacts.js";
import { timers } from "./hostplayers.js";
import { pressed } from "./pressed.js";
import { keyed, repainted } from "./repainted.js";

/** acts, switches: elements. act(fields of room_do): does it. Returns render(room). */
export function hostButtons(acts, switches, texts, act) {
  acts.addEventListener("keydown", (event) => event.repeat && event.preventDefault()); // a key held down is one press, not two steps
  return (room) => {
    const unseen = isUnseen(room);
    const list = actsOf(room);
    whenNew(acts, [unseen, room.phase, list.map(([, fields]) => fields)], () => actButtons(list, unseen || room.phase === "drawing", unseen, texts, act));
    whenNew(switches, [room.locked, room.muted, room.podium, room.timer], () => switchesOf(room, texts, act));
  };
}

/** Whether a drawing waits for the host to show it. */
function isUnseen({ phase, members }) {
  return ["drawing", "judging", "results"].includes(phase) && members.some(({ drawing, shown, hidden }) => drawing && !shown && !hidden);
}

/** Fills the place anew where this says something else than before. made(): what goes into it. */
function whenNew(place, facts, made) {
  const key = JSON.stringify(facts);
  if (place.dataset.facts === key) return;
  place.dataset.facts = key;
  repainted(place, () => place.replaceChildren(...made()));
}

function actButtons(list, showsAll, unseen, texts, act) {
  return [
    ...list.map(([text, fields, main]) => {
      const name = typeof text === "string" ? texts[text] : text(texts);
      return keyed(button(main ? "press is-main" : "press", name, () => act(fields)), keyOf(fields));
    }),
    ...(showsAll ? [keyed(button("press", texts.showAll, () => act({ do: "show", on: true })), "show")] : []),
    ...(unseen ? [make("p", "host-note", texts.approveFirst)] : []),
  ];
}

/** Pause and "go on" are one button to whoever presses it by key. */
const keyOf = ({ do: name, seconds = "" }) => (name === "resume" ? "pause" : `${name}${seconds}`);

function switchesOf(room, texts, act) {
  const buttons = [
    pressed(texts.lock, room.locked, () => act({ do: "lock", on: !room.locked })),
    pressed(texts.mute, room.muted, () => act({ do: "mute", on: !room.muted })),
    pressed(texts.podium, Boolean(room.podium), () => act({ do: "podium", on: !room.podium })),
    ...timers(room.timer, texts, (factor) => act({ do: "timer", factor })),
  ].map((element, index) => keyed(element, String(index)));
  return [...buttons.slice(0, 3), make("p", "host-setting-name host-line", texts.timerAll), ...buttons.slice(3)];
}
