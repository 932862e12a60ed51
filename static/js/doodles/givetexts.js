// What is said about giving drawings, on the end screen and on the pages of the giver. See static/js/texts.js.

/** All texts in a language, as ../language.js makes it. */
export function giveTexts({ code, lang, _, plural, name, capital }) {
  return {
    code,
    lang,
    name: (word) => capital(name(word)),

    ask: _("May I keep your drawings?"),
    askIs: _("I learn from them, and others may, too: they become public, under the licence CC BY 4.0. Without your name."),
    askRoom: _("Your host would like to keep drawings. May I keep yours?"),
    yes: _("Yes, from now on"),
    no: _("No"),
    what: _("What this means"),
    isYes: _("I keep your drawings, from the next one on. Thank you!"),
    isNo: _("I do not keep your drawings."),
    stays: _("What you gave stays until you delete it."),
    kept: (count) => plural("{n} drawing kept", "{n} drawings kept", count),
    waits: (count) => plural("{n} not kept yet", "{n} not kept yet", count),
    receipt: _("Your receipt. Write it down:"),
    stop: _("Stop keeping them"),
    see: _("Look at yours"),
    remove: _("Look at them, or delete them"),
    country: _("Your country, if you like"),
    noCountry: _("I’d rather not say"),
    notNow: _("That did not work. Please try again in a moment."),

    given: (count) => plural("{n} drawing", "{n} drawings", count),
    none: _("Nothing was given under this receipt yet."),
    stopped: _("Nothing more is kept under this receipt."),
    status: {
      waiting: _("waits for a look"),
      validated: _("in the collection"),
      invalidated: _("not used"),
      other: _("nobody is sure"),
      reported: _("hidden for now"),
    },
    download: _("Download"),
    removeAll: _("Delete all"),
    removeOne: _("Delete"),
    removeNamed: (word) => _("Delete {word}", { word: name(word) }),
    more: _("Show more"),
    sure: _("Delete all of them?"),
    sureIs: _("They are gone at once, and nobody can bring them back. Your receipt ends, too."),
    keep: _("Keep them"),
    removed: (count) => plural("{n} drawing was deleted.", "{n} drawings were deleted.", count),
    wrong: _("There is no such receipt. Is a word wrong, or has everything been deleted?"),
    slowDown: _("That was a bit often. Please wait ten seconds."),
  };
}
