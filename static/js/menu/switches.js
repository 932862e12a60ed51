// What the page has learned about its player, and may have learned wrongly: the rows of the settings that are on or off.

import { make } from "../dom.js";

const SWITCHES = {
  letters: { on: (habits) => habits.get("letters"), set: (habits, on) => habits.set("letters", on) },
  fingers: { on: (habits) => !habits.get("pen"), set: (habits, on) => habits.set("pen", !on) },
};

/** Adds them to `rows`. habits: as in habits.js. Each opening of `dialog` shows how they are by then. */
export function switches(dialog, rows, texts, habits) {
  const boxes = Object.entries(SWITCHES).map(([name, { set }]) => {
    const input = make("input", "choice-input");
    [input.type, input.name] = ["checkbox", `switch-${name}`];
    input.addEventListener("change", () => set(habits, input.checked));
    return [input, name];
  });
  const labels = boxes.map(([input, name]) => make("label", "choice", input, make("span", "choice-text", texts.switches[name])));
  rows.append(make("div", "setting", make("div", "setting-choices", ...labels)));
  const show = () => boxes.forEach(([input, name]) => (input.checked = SWITCHES[name].on(habits)));
  dialog.addEventListener("focusin", show);
  show();
}
