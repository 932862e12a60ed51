// The sheet of settings: a row of choices for each of them. What is chosen counts at once, and is remembered.

import { make } from "../dom.js";
import { CHOICES } from "./modes.js";

/** dialog: the <dialog>. changed(settings): with every choice. Returns the dialog. */
export function settingsSheet(dialog, texts, settings, changed) {
  let chosen = settings;
  const rows = Object.keys(CHOICES).map((name) =>
    row(name, texts, chosen[name], (value) => {
      chosen = { ...chosen, [name]: value };
      changed(chosen);
    }),
  );
  dialog.querySelector(".settings-rows").replaceChildren(...rows);
  dialog.querySelector(".settings-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside the sheet
  return dialog;
}

function row(name, texts, value, choose) {
  const choices = CHOICES[name].map((choice) => {
    const input = make("input", "choice-input");
    [input.type, input.name, input.value, input.checked] = ["radio", `setting-${name}`, String(choice), choice === value];
    input.addEventListener("change", () => choose(choice));
    return make("label", "choice", input, make("span", "choice-text", texts.choices[name](choice)));
  });
  return make("fieldset", "setting", make("legend", "setting-name", texts.setting[name]), make("div", "setting-choices", ...choices));
}
