// The inks of Zen mode: colours that stay apart for every kind of colour vision, by their lightness as well as by their hue
// (tokens.css has them, --ink-<name>, for light and for dark paper). null is the usual ink. The colour is a property of the
// stroke in the page's own log only: the network sees the line and nothing else.

export const INKS = Object.freeze([null, "rust", "leaf", "sky", "plum"]);

/** The ink that strokes are drawn in: the one chosen, where colours are allowed. */
export const inkFor = (state, chosen) => (state.match?.mode === "zen" && INKS.includes(chosen) ? chosen : null);
