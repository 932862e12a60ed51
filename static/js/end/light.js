// The colours of files: on paper, whatever the screen is like. tokens.css has the same, and a test compares them.

const INKS = { rust: "#b3400e", leaf: "#007a5e", sky: "#1b7fc2", plum: "#8c2a86" };

export const LIGHT = Object.freeze({
  desk: "#dfe5f1",
  paper: "#fdfdfb",
  ink: "#17246b",
  marker: "#ffdc2e",
  inks: (name) => INKS[name],
});
