// What the page says on which players say what each other's drawings are. See static/js/texts.js.

/** All texts in a language, as ../language.js makes it. */
export function confirmTexts({ _, plural }) {
  return {
    helped: (n) => plural("You have helped with {n} drawing. Thank you!", "You have helped with {n} drawings. Thank you!", n),
    agreed: _("Two of you agree: that is settled."),
    empty: _("There is nothing to look at just now. Thank you! Come back when others have drawn."),
    away: _("The drawings cannot be reached just now. Try again in a moment."),
    fast: _("That was a bit fast. Take your time."),
    again: _("Try again"),
  };
}
