// What passes between the pages of a classroom's room and the server, beside what wire.js names. server/roomwire/ is the
// other side of this page, and tells what the fields mean.

export const MAX_PLAYERS = 60; // pupils in a room
export const MAX_SEATS = 8; // pupils who share one device
export const MAX_NAME = 24; // characters
export const MAX_SAY = 60; // characters of a typed guess
export const MAX_TEAMS = 6;
export const FRAME_MS = 100; // between two frames
export const MAX_TAUGHT = 8; // words that a room can teach
export const FEWEST = 5; // drawings that a word is learned from at least
export const MAX_FACTOR = 10; // of a longer clock

export const MODES = ["race", "relay", "museum", "fool", "guess"];
export const PHASES = ["lobby", "drawing", "judging", "results", "done"];
export const STATUSES = ["waiting", "drawing", "won", "over", "guessing", "right"];
export const TO_SERVER = [
  "room_open", "room_join", "room_host", "room_wall", "room_name", "room_turn", "room_say", "room_vote", "room_gallery",
  "room_leave", "room_do", "room_results", "room_drawing", "room_export", "room_learned"
];
export const TO_CLIENT = ["room", "begin", "frame", "gone"];
