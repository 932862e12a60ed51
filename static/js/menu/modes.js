// The ways to play, and what can be set about them. Pure.

export const CHOICES = {
  seconds: [20, 40, 90, null], // time for a word; null: no clock
  count: [3, 6, 10, 20], // words
  threshold: ["easy", "fair", "hard", "stubborn"], // when it believes what it sees
  difficulty: ["mixed", "easy", "medium", "hard"], // of the words
};

export const DEFAULTS = Object.freeze({ seconds: 20, count: 6, threshold: "fair", difficulty: "mixed" });

// The calibrated probability of the word asked for that wins. "fair" is what the network was measured to be fair at, and
// comes with it; a test keeps the others on their sides of it.
export const THRESHOLDS = { easy: 0.08, hard: 0.45, stubborn: 0.75 };

const RIDDLE = 2; // a definition has to be read and solved first: so much more time

/** What a player has set, whatever was kept: unknown and spoilt values are the defaults. */
export function settled(kept) {
  return Object.fromEntries(
    Object.entries(CHOICES).map(([name, choices]) => [name, choices.includes(kept?.[name]) ? kept[name] : DEFAULTS[name]]),
  );
}

/** The `play` message for a match. given: {words, seconds} of the page's address, which go before what is set. */
export function wishes(mode, settings, given = {}, language = "en") {
  const { words, seconds = secondsOf(mode, settings) } = given;
  const counted = mode === "classic" || mode === "hidden";
  const threshold = mode === "zen" ? undefined : THRESHOLDS[settings.threshold];
  return {
    mode,
    language,
    difficulty: settings.difficulty,
    ...(counted && { count: words?.length ?? settings.count }),
    ...(seconds !== undefined && { seconds }),
    ...(threshold !== undefined && { threshold }),
    ...(words && { words }),
  };
}

/** Undefined where the mode has a clock of its own, or none. */
function secondsOf(mode, { seconds }) {
  if (mode === "sprint" || mode === "zen") return undefined;
  return mode === "hidden" && seconds !== null ? seconds * RIDDLE : seconds;
}

/** ?words=a,b (or ?word=a) and ?seconds= in the page's address are for teachers and tests. query: URLSearchParams. */
export function givenIn(query) {
  const words = (query.get("words") ?? query.get("word") ?? "").split(",").map((word) => word.trim()).filter(Boolean);
  const seconds = Number(query.get("seconds"));
  return { ...(words.length > 0 && { words }), ...(seconds > 0 && { seconds }) };
}
