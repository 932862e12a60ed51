// The ballot of "fool the network": each drawing once, and whether people would see the word in it.

import { button, make } from "../dom.js";
import { passes } from "./insist.js";
import { keyed, repainted } from "./repainted.js";
import { sketch } from "./sketch.js";

/**
 * place: the element. ask: as in link.js. seats() -> who votes on this device. Returns {show(number, word, count), forget()}.
 * A drawing whose vote did not get through is still to be voted on.
 */
export function ballot(place, room, ask, seats) {
  let begun = null; // the word, by its number
  let asked = "";
  let voted = new Set(); // drawings

  /** count: of the drawings that may be seen now. When the host shows or hides one, the ballot changes. */
  async function show(number, word, count) {
    const key = `${number} ${count}`;
    if (asked === key) return;
    if (begun !== number) begin(number);
    asked = key;
    const { drawings, word: theirs, problem } = await ask("room_gallery");
    if (key !== asked) return;
    if (problem) {
      asked = "";
      return;
    }
    next(drawings.filter(({ drawing }) => !voted.has(drawing)), theirs ?? word);
  }

  function begin(number) {
    [begun, voted] = [number, new Set()];
    say(room.joining);
  }

  /** Another game has words of the same numbers. */
  function forget() {
    [begun, asked] = [null, ""];
  }

  function next([drawing, ...rest], word) {
    if (!drawing) return say(voted.size > 0 ? room.voted : room.waitVotes);
    const ours = asked;
    let sending = false;
    const choose = async (yes) => {
      if (sending) return;
      sending = true;
      const heard = await vote(drawing.drawing, yes);
      sending = false;
      if (heard && ours === asked) next(rest, word);
    };
    const answers = [["yes", true], ["no", false]].map(([name, yes]) => keyed(button("press is-main", room[name], () => choose(yes)), name));
    return repainted(place, () =>
      place.replaceChildren(make("h2", "answer-ask", room.voteAsk(word)), sketch(drawing.strokes, room.voteAsk(word)), make("div", "votes-acts", ...answers)),
    );
  }

  /** Resolves to whether the server has heard of it. */
  async function vote(drawing, yes) {
    const acks = await Promise.all(seats().map((seat) => ask("room_vote", { seat, drawing, yes })));
    if (acks.some(({ problem }) => passes(problem))) return false;
    voted.add(drawing);
    return true;
  }

  function say(text) {
    const focused = place.contains(document.activeElement);
    const note = make("p", "votes-wait", text);
    note.tabIndex = -1;
    note.setAttribute("role", "status");
    place.replaceChildren(note);
    if (focused) note.focus();
  }

  return { show, forget };
}
