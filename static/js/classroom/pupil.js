// What a pupil's page knows of its room, and which screen that makes. Pure.

/** seats: the tokens of all who play on this device; at: whose turn it is among them. */
export const stranger = Object.freeze({ code: "", seats: [], at: 0, room: null, gone: null });

/** The server's short form of a seat, as `room` has it. */
const SHORT = 8;

/** What the room says of the one whose turn it is on this device; null before it has said anything. */
export function mine({ seats, at, room }) {
  return room?.seats?.find(({ seat }) => seats[at]?.slice(0, SHORT) === seat) ?? null;
}

/** All who play on this device, in the order of their seats. */
export function sharers({ seats, room }) {
  return seats.map((seat) => room?.seats?.find((one) => one.seat === seat.slice(0, SHORT))).filter(Boolean);
}

/** Without this seat; without the last one a stranger. */
export function without(pupil, seat) {
  const seats = pupil.seats.filter((one) => one !== seat);
  if (seats.length === 0) return { ...stranger, code: pupil.code };
  return { ...pupil, seats, at: Math.max(0, seats.indexOf(pupil.seats[pupil.at])) };
}

/** The server has let us in with this seat: of `another` one on this device, of one of ours, or of somebody new. */
export function seated(pupil, { code, seat }, another) {
  if (another) return { ...pupil, seats: [...pupil.seats, seat], at: pupil.seats.length };
  const ours = pupil.seats.includes(seat) ? pupil : { ...pupil, seats: [seat], at: 0 };
  return { ...ours, code: code ?? pupil.code, gone: null };
}

/** The server has not let this seat in again. Only what is lost for good is let go: a lock or a busy moment is not. */
export function refused(pupil, seat, { code }) {
  if (code === "no_room") return { ...stranger, code: pupil.code, gone: pupil.gone };
  return pupil.seats.includes(seat) && (code === "no_member" || code === "removed") ? without(pupil, seat) : pupil;
}

/** The seat of this device who may type a guess, in full; null when all of them know the word. */
export function guessing({ seats, room }) {
  const guesses = (seat) => room?.seats?.some((one) => one.seat === seat.slice(0, SHORT) && one.status === "guessing");
  return seats.find(guesses) ?? null;
}

/** The seat whose short form this is, in full. */
export const seatOf = ({ seats }, short) => seats.find((seat) => seat.slice(0, SHORT) === short);

/** "code" | "waiting" | "board" | "answer" | "votes". drawing: whether a round has begun on this page for this word. */
export function screenOf(pupil, drawing) {
  if (pupil.seats.length === 0 || !pupil.room || pupil.gone) return "code";
  const { phase, mode } = pupil.room;
  const status = mine(pupil)?.status;
  if (phase === "judging") return "votes";
  if (phase === "drawing" && mode === "guess" && (status === "guessing" || status === "right")) return "answer";
  if (phase === "drawing" && status === "drawing") return "board";
  return (phase === "drawing" || phase === "results") && drawing ? "board" : "waiting";
}

/** What the waiting room says; a name in texts.js. */
export function waitingFor({ room }) {
  if (!room) return "joining";
  if (room.waiting) return "hostAway";
  if (room.paused) return "paused";
  return { lobby: "waitStart", drawing: "waitTurn", results: "waitNext", done: "thanks" }[room.phase] ?? "waitNext";
}

/**
 * Seconds and start of a round's clock such that it shows what the room says is left of this drawing; seconds are null where it
 * has no clock. now: ms. Null: the room says nothing of it.
 */
export function clockOf({ seats }, drawing, now) {
  const seat = seats?.find((one) => one.drawing === drawing);
  if (!seat) return null;
  const { seconds, ms_left: left } = seat;
  if (seconds === null) return { seconds };
  return { seconds: Math.max(seconds, left / 1000), startedAt: now - Math.max(0, seconds * 1000 - left) };
}

/** A code as it is typed: without spaces, in capitals. */
export const codeOf = (text) => text.replace(/[\s-]+/g, "").toUpperCase();

/** The code in the page's address: /join/<code>. */
export const codeIn = (path) => codeOf(decodeURIComponent(path.split("/")[2] ?? ""));
