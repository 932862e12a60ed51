// What the host can do now. Pure.

import { FEWEST } from "../roomwire.js";

const EXTRA_SECONDS = [10, 30, 60];

/** room: as the host has it. A list of [text of texts.js or a function of texts, fields of room_do, "main" for the next step]. */
export function actsOf({ phase, paused, ms_left: left, number, count, players, teaching = null }) {
  const last = count !== null && number >= count;
  const pause = paused ? ["resume", { do: "resume" }, "main"] : ["pause", { do: "pause" }];
  if (phase === "lobby") return players > 0 ? [["start", { do: "start" }, "main"]] : [];
  if (phase === "drawing") {
    const extend = EXTRA_SECONDS.map((seconds) => [(texts) => texts.extend(seconds), { do: "extend", seconds }]);
    return [pause, ...(left === null || left === undefined ? [] : extend), ["endWord", { do: "end" }], ["next", { do: "next" }]];
  }
  if (phase === "judging") return [["endWord", { do: "end" }, "main"]];
  if (phase === "results" && teaching) return teachingActs(teaching[0] >= FEWEST, last);
  if (phase === "results") return [...(last ? [] : [["next", { do: "next" }, "main"]]), ["endGame", { do: "end" }, ...(last ? ["main"] : [])]];
  return [["again", { do: "again" }, "main"]];
}

/** Between two drawings of a word that is taught. enough: it can be learned. last: as many were drawn as it takes. */
function teachingActs(enough, last) {
  return [
    ...(enough ? [["learn", { do: "learn" }, "main"]] : []),
    ...(last ? [] : [["moreExamples", { do: "next" }, ...(enough ? [] : ["main"])]]),
    ["stopTeaching", { do: "again" }],
  ];
}
