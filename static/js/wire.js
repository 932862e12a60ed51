// What passes between the page and the server: names, limits and units. server/wire.py is the other side of this page.
// Coordinates are board units (the board's longer side is 1000, x to the right, y down); times are milliseconds since the
// round began.

export const VERSION = 1;
export const BOARD = 1000;
export const MAX_POINTS = 256; // points in one ink message
export const FLUSH_MS = 40; // points are gathered for this long before they are sent

export const MAX_COUNT = 50; // rounds of one match
export const MIN_SECONDS = 1; // seconds of a round's clock, or of a sprint's
export const MAX_SECONDS = 600;
export const MIN_THRESHOLD = 0.05; // calibrated probability that wins
export const MAX_THRESHOLD = 0.95;
export const HIDDEN = 64; // numbers in the moving picture of the network's state

export const MATCH_MODES = ["classic", "streak", "sprint", "zen", "hidden"];
export const DIFFICULTIES = ["easy", "medium", "hard", "mixed"];
export const PENS = ["mouse", "touch", "pen", "keys"];
export const TO_SERVER = [
  "hello", "play", "next", "start", "ink", "undo", "redo", "clear", "skip", "hint", "watch", "explain", "agree", "keep"
];
export const TO_CLIENT = ["guess", "over", "match", "explained", "kept", "problem", "bye"];
