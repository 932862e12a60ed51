// What passes between the page and the server: names, limits and units. server/wire.py is the other side of this page.
// Coordinates are board units (the board's longer side is 1000, x to the right, y down); times are milliseconds since the
// round began.

export const VERSION = 1;
export const BOARD = 1000;
export const MAX_POINTS = 256; // points in one ink message
export const FLUSH_MS = 40; // points are gathered for this long before they are sent

export const TO_SERVER = ["hello", "start", "ink", "undo", "redo", "clear", "skip"];
export const TO_CLIENT = ["guess", "over", "problem"];
