// The ballot of "fool the network": each drawing once, and whether people would see the word in it.

import { button, make } from "../dom.js";
import { sketch } from "./sketch.js";

/** place: the element. ask: as in link.js. seats() -> who votes on this device. Returns {show(number, word, count)}. */
export function ballot(place, room, ask, seats) {
  let asked = "";
  let voted = new Set(); // drawings

  /** count: of the drawings that may be seen now. When the host shows or hides one, the ballot changes. */
  async function show(number, word, count) {
    const key = `${number} ${count}`;
    if (asked === key) return;
    if (asked.split(" ")[0] !== String(number)) voted = new Set();
    asked = key;
    if (voted.size === 0) place.replaceChildren(make("p", "votes-wait", room.joining));
    const { drawings, word: theirs, problem } = await ask("room_gallery");
    if (key !== asked) return;
    if (problem) {
      asked = "";
      return;
    }
    next(drawings.filter(({ drawing }) => !voted.has(drawing)), theirs ?? word);
  }

  function next([drawing, ...rest], word) {
    if (!drawing) return place.replaceChildren(make("p", "votes-wait", voted.size > 0 ? room.voted : room.waitVotes));
    const vote = (yes) => {
      voted.add(drawing.drawing);
      for (const seat of seats()) ask("room_vote", { seat, drawing: drawing.drawing, yes });
      next(rest, word);
    };
    return place.replaceChildren(
      make("h2", "answer-ask", room.voteAsk(word)),
      sketch(drawing.strokes, room.voteAsk(word)),
      make("div", "votes-acts", button("press is-main", room.yes, () => vote(true)), button("press is-main", room.no, () => vote(false))),
    );
  }

  return { show };
}
