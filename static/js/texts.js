// Every word the page says. It is written in English here, and looked up in the catalogues of server/locales/ for the other
// languages; `make texts` brings them into step. A text is one literal in _(), plural() or around() (language.js), whole
// sentences, never glued from pieces. Words to draw come from the server in English; how they stand in an English sentence
// ("a pond", "the Mona Lisa") is told here, and other languages have them without an article, often in quotation marks.

import { plainEnglish } from "./language.js";

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

/** All texts in a language, as language.js makes it. */
export function textsIn({ lang, _, plural, around, name, list, definition, capital, number, percent, seconds, tenths }) {
  const named = lang === "en" ? withArticle : name; // as it stands in a sentence
  const noHint = _("I have no hint for this one.");

  return {
    lang,
    number,
    percent, // of a share, 0..1
    named, // the word as it is asked for
    bare: name, // and as it stands in a list
    hinted(english) {
      const ours = definition(english); // else it is shown in English, and says so
      return { hint: ours ?? english, lang: ours || english === noHint ? lang : "en" };
    },

    title: "Inkling",
    titleAsked: (word) => _("Draw {word} – Inkling", { word: named(word) }),
    board: _("Drawing board"),
    boardAsked: (word) => _("Drawing board. Draw {word}.", { word: named(word) }),
    guesses: _("Guesses"),
    tools: _("Tools"),
    draw: _("Draw"),
    drew: _("You drew"),
    was: _("It was"),
    drawFree: _("Draw anything"),
    timeLeft: (left) => _("{time} left", { time: seconds(left) }),

    pitch: _("You draw. I guess while your pen is still moving."),
    asking: _("Looking for a word…"),

    undo: _("Undo"),
    redo: _("Redo"),
    clear: _("Clear"),
    skip: _("Skip"),
    next: _("Next word"),
    hint: _("Hint"),
    noHint,
    leave: _("Leave"),
    done: _("Done"),
    newSheet: _("New sheet"),
    toTheEnd: _("See your drawings"),
    riddle: _("Draw what this is"),

    modes: {
      classic: _("Play"),
      streak: _("Streak"),
      sprint: _("Sprint"),
      zen: _("Zen"),
      hidden: _("Riddle"),
    },
    modesAre: {
      streak: _("One miss ends it"),
      sprint: _("As many as you can in a minute"),
      zen: _("No word, no clock"),
      hidden: _("A definition, not the word"),
    },
    classicIs: (count, left) =>
      left === null
        ? plural("{n} word, no clock", "{n} words, no clock", count)
        : plural("{n} word, {time} each", "{n} words, {time} each", count, { time: seconds(left) }),
    joinClass: _("Join a class"),
    hostClass: _("Host a class"),
    giveDrawings: _("Give drawings"),
    settings: _("Settings"),
    language: _("Language"),
    setting: {
      seconds: _("Time for a word"),
      count: _("Words in a game"),
      threshold: _("The Inkling is"),
      difficulty: _("Words"),
    },
    choices: {
      seconds: (value) => (value === null ? _("no clock") : _("{n} s", { n: number(value) })),
      count: number,
      threshold: (value) =>
        ({ easy: _("easy to please"), fair: _("fair"), hard: _("hard to convince"), stubborn: _("stubborn") })[value],
      difficulty: (value) => ({ mixed: _("mixed"), easy: _("easy"), medium: _("medium"), hard: _("hard") })[value],
    },
    settingsHint: _("Riddles have twice the time. A sprint has its own clock, and Zen has none."),

    wordOf: (index, count) => _("Word {index} of {count}", { index: number(index), count: number(count) }),
    gotSoFar: (count) => plural("{n} drawn", "{n} drawn", count),

    score: (won, of) => _("{won} of {of}", { won: number(won), of: number(of) }),
    recognized: (won) => plural("{n} drawing recognized", "{n} drawings recognized", won),
    streakOf: (won) => plural("{n} in a row", "{n} in a row", won),
    sheets: (count) => plural("{n} sheet", "{n} sheets", count),
    endLine: (share) =>
      share === 1
        ? _("I knew them all!")
        : share >= 0.5
          ? _("We understand each other.")
          : share > 0
            ? _("I’m still learning to see.")
            : _("I couldn’t make these out. Sorry!"),
    endZen: _("That was nice."),
    fastest: (ms) => _("The fastest took {time}.", { time: tenths(ms / 1000) }),
    again: _("Play again"),
    home: _("All games"),
    drawings: _("Your drawings"),
    drawingOf: (word, won) =>
      won ? _("{word}, recognized", { word: named(word) }) : _("{word}, not recognized", { word: named(word) }),
    aDrawing: (index) => _("Drawing {index}", { index: number(index) }),
    nothingDrawn: _("Nothing was drawn."),

    knewIn: (ms) => _("I knew it after {time}.", { time: tenths(ms / 1000) }),
    tookFor: (word) => around("I took it for {word}.", named(word)),
    sawNothing: _("I had no idea what it was."),
    sawIn: (word) => around("I’d say {word}.", named(word)),
    replay: _("Replay"),
    pause: _("Pause"),
    moment: _("Moment of the drawing"),
    momentIs: (left, guess) => (guess ? _("{time}: {guess}", { time: tenths(left), guess }) : tenths(left)),
    thoughts: _("What I thought, moment by moment"),
    secondsShort: (value) => _("{n} s", { n: number(value) }),
    recognizedHere: _("Recognized"),
    closest: (won) => (won ? _("It also looked like") : _("It looked like")),
    examples: (word) => _("How others drew {word}", { word: named(word) }),
    report: {
      flag: _("Report this drawing"),
      title: _("Why should this not be shown?"),
      reasons: {
        rude: _("It is rude or hurtful"),
        personal: _("It shows a name or something private"),
        wrong: _("It shows something else"),
        other: _("For another reason"),
      },
      cancel: _("Cancel"),
      close: _("Close"),
      thanks: _("Thank you. It is hidden until somebody has looked at it."),
      again: _("Thank you. Somebody looks at it again."),
      notSent: _("That could not be sent. Please try again in a moment."),
      problems: { slow_down: _("You have reported many. Please wait a minute.") },
    },
    helped: _("What would have helped"),
    without: (count, word, share) =>
      plural(
        "Without the marked stroke I’d have given {word} {share}.",
        "Without the marked strokes I’d have given {word} {share}.",
        count,
        { word: named(word), share: percent(share) },
      ),
    towards: (word) => _("It made me think of {word}.", { word: named(word) }),
    keepAs: _("Keep this drawing"),
    kinds: { png: _("Picture"), svg: _("SVG"), gif: _("Animation") },
    making: _("Making it…"),
    notMade: _("That did not work here."),
    share: _("Share"),
    card: _("Share card"),

    ready: _("I’m watching."),
    puzzled: _("Hmm…"),
    perhaps: (word) => capital(_("{word}, perhaps?", { word: named(word) })),
    isIt: (word) => _("Is it {word}?", { word: named(word) }),
    surely: (word) => _("I’d say {word}!", { word: named(word) }),

    won: (word) => around("Oh I know, it’s {word}!", named(word)),
    wonIn: (ms) => _("You drew it in {time}.", { time: tenths(ms / 1000) }),
    time: (word) => around("Time’s up. I didn’t see {word}.", named(word)),
    skipped: (word) => around("You passed on {word}.", named(word)),
    lost: () => [_("I lost track of this round."), "", ""],
    lostHow: _("The server was restarted, or you were away for long."),
    thoughtOf: (words) => _("I thought of {words}.", { words: list(words.map(named)) }),
    thoughtOfNothing: _("I saw nothing I could name."),

    heard: (word) => _("I see {word}", { word: named(word) }),

    switches: { letters: _("Letters as shortcuts"), fingers: _("Fingers draw, too") },
    fingersOff: _("A pen was used here, so fingers don’t draw."),
    letFingers: _("Draw with a finger"),
    penHelp: _(
      "The arrow keys move the pen, with Shift finely. The space bar puts it down and lifts it, Escape lifts it.",
    ),
    penDown: (x, y) => _("Pen down, {x} from the left, {y} from the top", { x: percent(x), y: percent(y) }),
    penUp: (x, y) => _("Pen up, {x} from the left, {y} from the top", { x: percent(x), y: percent(y) }),
    inks: _("Inks"),
    ink: { usual: _("Ink"), rust: _("Rust"), leaf: _("Leaf"), sky: _("Sky"), plum: _("Plum") },

    sound: _("Sound"),
    iSee: (word) => _("I see {word}…", { word: named(word) }),
    iSeeTwo: (word, other) => _("I see {word}, or {other}…", { word: named(word), other: named(other) }),
    or: (word) => _("Or {word}…", { word: named(word) }),
    mustBe: (word) => _("It must be {word}!", { word: named(word) }),

    how: _("How I decide"),
    numbers: _("Numbers"),
    howThoughts: _("What I see"),
    howStrokes: _("What your strokes told me"),
    howState: _("What I keep in mind"),
    howReference: _("What another network sees"),
    unsure: _("Not sure yet"),
    sureness: {
      certain: _("certain"),
      likely: _("likely"),
      perhaps: _("perhaps"),
      hunch: _("a hunch"),
      hardly: _("hardly"),
    },
    strokesToCome: _("Draw, and each stroke takes the colour of what it told me."),
    spokeFor: (word) => _("These spoke for {word}.", { word: named(word) }),
    spokeAgainst: (word) => _("These spoke against {word}.", { word: named(word) }),
    strokeIs: (index, share) => _("Stroke {index}: {share}", { index: number(index), share }),
    stateIs: (count) => _("{n} numbers carry your drawing from point to point. This is how they move.", { n: number(count) }),
    sameThought: (word) => _("It sees {word}, too.", { word: named(word) }),
    otherThought: (word) => _("It sees {word} instead.", { word: named(word) }),

    linkLost: _("No connection. Your drawing is safe here; I’ll be back as soon as I can."),
    linkBack: _("Connected again. Nothing was lost."),
    problems: {
      version: _("This page is older than the game. Please reload it."),
      slow_down: _("That was a bit fast. One moment, please."),
      restarting: _("The game is being restarted. Your drawing is safe; I’ll be back by myself."),
      silent: _("The game does not answer. Please try again."),
      unknown_word: _("I don’t know that word, so I can’t guess it."),
      busy: _("Too many people are playing right now. Please try again in a moment."),
      full: _("There is no more ink for this sheet."),
      no_guess: _("I can’t make sense of this. Please draw on."),
    },
    problem: (message) => _("Something went wrong: {message}", { message }),
    dismiss: _("Close"),
  };
}

export const english = textsIn(plainEnglish);

/** What to tell a player about a `problem`: our own words where there are some, else the server's. */
export function explain(texts, { code, message = code }) {
  return texts.problems[code] ?? texts.problem(message);
}
