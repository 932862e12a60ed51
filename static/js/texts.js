// Every word the page says, in English. Another language is another object of this shape. Words to draw come from the server;
// how they stand in a sentence is grammar, and so belongs here.

// words that take no "a": several things, or no thing that can be counted
const BARE = new Set(
  (
    "binoculars,drums,eyeglasses,flip flops,grapes,headphones,matches,pants,peas,pliers,rollerskates,scissors,shorts,stairs," +
    "stitches,asparagus,bread,broccoli,camouflage,grass,lightning,rain,toothpaste,underwear,yoga"
  ).split(","),
);

/** "ladder" -> "a ladder", "hourglass" -> "an hourglass", "The Mona Lisa" -> "the Mona Lisa", "rain" -> "rain" */
export function withArticle(word) {
  if (word.startsWith("The ")) return `the ${word.slice(4)}`;
  if (BARE.has(word)) return word;
  return `${/^([aeiou]|hour)/i.test(word) ? "an" : "a"} ${word}`;
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} seconds`;

export const english = {
  title: "Inkling",
  titleAsked: (word) => `Draw ${withArticle(word)} \u2013 Inkling`,
  board: "Drawing board",
  boardAsked: (word) => `Drawing board. Draw ${withArticle(word)}.`,
  guesses: "Guesses",
  tools: "Tools",
  named: withArticle, // the word as it is asked for
  bare: (word) => word, // and as it stands in a list
  draw: "Draw",
  drew: "You drew",
  was: "It was",
  drawFree: "Draw anything",
  timeLeft: (left) => `${left} seconds left`,

  pitch: "You draw. I guess while your pen is still moving.",
  rules: "One word, twenty seconds.",
  start: "Give me a word",
  asking: "Looking for a word\u2026",

  undo: "Undo",
  redo: "Redo",
  clear: "Clear",
  skip: "Skip",
  next: "Next word",

  ready: "I\u2019m watching.",
  puzzled: "Hmm\u2026",
  perhaps: (word) => `${capital(withArticle(word))}, perhaps?`,
  isIt: (word) => `Is it ${withArticle(word)}?`,
  surely: (word) => `I\u2019d say ${withArticle(word)}!`,

  won: (word) => ["Oh I know, it\u2019s ", withArticle(word), "!"],
  wonIn: (ms) => `You drew it in ${seconds(ms)}.`,
  time: (word) => ["Time\u2019s up. I didn\u2019t see ", withArticle(word), "."],
  skipped: (word) => ["You passed on ", withArticle(word), "."],
  lost: () => ["I lost track of this round", "", "."],
  lostHow: "The server was restarted, or you were away for long.",
  thoughtOf: (words) => `I thought of ${list(words.map(withArticle))}.`,
  thoughtOfNothing: "I saw nothing I could name.",

  heard: (word) => `I see ${withArticle(word)}`,

  linkLost: "No connection. Your drawing is safe here; I\u2019ll be back as soon as I can.",
  linkBack: "Connected again. Nothing was lost.",
  problems: {
    version: "This page is older than the game. Please reload it.",
    slow_down: "That was a bit fast. One moment, please.",
    silent: "The game does not answer. Please try again.",
    unknown_word: "I don\u2019t know that word, so I can\u2019t guess it.",
  },
  problem: (message) => `Something went wrong: ${message}`,
  dismiss: "Close",
};

/** What to tell a player about a `problem`: our own words where there are some, else the server's. */
export function explain(texts, { code, message = code }) {
  return texts.problems[code] ?? texts.problem(message);
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function list(words) {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}
