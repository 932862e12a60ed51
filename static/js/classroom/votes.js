// The ballot of "fool the network": each drawing once, and whether people would see the word in it.

import { button, make } from "../dom.js";
import { sketch } from "./sketch.js";

/** place: the element. ask: as in link.js. seats() -> who votes on this device. Returns {show(number, word)}. */
export function ballot(place, room, ask, seats) {
  let asked = null;

  async function show(number, word) {
    if (asked === number) return;
    asked = number;
    place.replaceChildren(make("p", "votes-wait", room.joining));
    const { drawings, word: theirs, problem } = await ask("room_gallery");
    if (problem) {
      asked = null;
      return;
    }
    next(drawings, theirs ?? word);
  }

  function next([drawing, ...rest], word) {
    if (!drawing) return place.replaceChildren(make("p", "votes-wait", room.voted));
    const vote = (yes) => {
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
