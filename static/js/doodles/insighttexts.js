// What the page of figures says. See static/js/texts.js.

/** All texts in a language, as ../language.js makes it. */
export function insightTexts({ _, plural, name, capital, number, percent }) {
  const ways = [
    _("to the right"),
    _("down and to the right"),
    _("down"),
    _("down and to the left"),
    _("to the left"),
    _("up and to the left"),
    _("up"),
    _("up and to the right"),
  ];
  return {
    name: (word) => capital(name(word)),
    number,
    percent,
    nothing: _("Nobody has given a drawing yet."),
    away: _("The figures cannot be reached just now. Try again in a moment."),
    drawings: (n) => plural("{n} drawing", "{n} drawings", n),
    words: (n) => plural("{n} word", "{n} words", n),
    waiting: (n) => plural("{n} waits for a look", "{n} wait for a look", n),
    recognizedOf: (share) => _("{share} recognized", { share: percent(share) }),
    columns: {
      word: _("Word"),
      drawings: _("Drawings"),
      recognized: _("Recognized"),
      seconds: _("Seconds"),
      strokes: _("Strokes"),
      difficulty: _("Difficulty"),
    },
    difficulties: { easy: _("Easy"), medium: _("Medium"), hard: _("Hard") },
    average: _("The average drawing"),
    starts: _("Where the pen goes first"),
    startsMost: (way) => _("Most often: {way}", { way: ways[way] }),
    loops: _("Which way round"),
    noLoops: _("It seldom begins with a loop."),
    clockwise: (share) => _("{share} clockwise", { share: percent(share) }),
    order: _("The first strokes, in order"),
    time: _("Seconds until it was recognized"),
    count: _("How many strokes"),
    tooFew: _("Too few for an average"),
    unchecked: _("None of its drawings has been confirmed yet: pictures come from confirmed ones."),
  };
}
