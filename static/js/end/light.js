// The colours of files: on paper, whatever the screen is like. tokens.css has the same, and a test compares them.

const INKS = { rust: "#d0650f", leaf: "#0a6a40", sky: "#4c88f5", plum: "#93508c" };

export const LIGHT = Object.freeze({
  desk: "#dfe5f1",
  paper: "#fdfdfb",
  ink: "#17246b",
  marker: "#ffdc2e",
  inks: (name) => INKS[name],
});
