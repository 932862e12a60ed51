// The start: one button for each way to play, and the sheet of settings. It only reads the state.

import { setText } from "../guesses.js";
import { settingsSheet } from "./settings.js";

/**
 * page: the document. actions: {settings: as they are, play(mode), set(settings): the player has changed them}. Returns
 * render(state).
 */
export function menu(page, texts, { settings, play, set }) {
  const buttons = [...page.querySelectorAll("[data-play]")];
  const describe = (chosen) => setText(page.getElementById("classic-is"), texts.classicIs(chosen.count, chosen.seconds));
  for (const button of buttons) {
    const mode = button.dataset.play;
    setText(button.querySelector(".mode-name"), texts.modes[mode]);
    if (mode !== "classic") setText(button.querySelector(".mode-is"), texts.modesAre[mode]);
    button.addEventListener("click", () => play(mode));
  }
  setText(page.getElementById("pitch"), texts.pitch);
  describe(settings);
  const sheet = settingsSheet(page.getElementById("settings"), texts, settings, (chosen) => {
    describe(chosen);
    set(chosen);
  });
  page.getElementById("settings-open").addEventListener("click", () => sheet.showModal());
  let before;
  return ({ phase }) => {
    if (before === "end" && phase === "start") buttons[0].focus({ preventScroll: true });
    before = phase;
  };
}
