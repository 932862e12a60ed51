// What is played, on the host's page: a row of choices for each setting. What is chosen goes to the server at once.

import { button, make } from "../dom.js";
import { MODES } from "../roomwire.js";
import { THRESHOLDS } from "../menu/modes.js";

const CHOICES = {
  seconds: [20, 40, 90, 180, null],
  count: [3, 6, 10, 20],
  difficulty: ["mixed", "easy", "medium", "hard"],
  threshold: [THRESHOLDS.easy, null, THRESHOLDS.hard], // null: what the network was measured to be fair at
  approve: [true, false],
  names: [true, false],
  speed: [true, false],
  collect: [true, false],
  teams: [2, 3, 4, 6],
};

/** place: an element. languages: [[code, name], ..]. set(settings): the host has chosen. pickWords(): wants a list. Returns render(settings). */
export function hostSettings(place, texts, languages, set, pickWords) {
  let shown = "";
  return (settings) => {
    const key = JSON.stringify(settings);
    if (key === shown) return;
    shown = key;
    const focused = place.contains(document.activeElement) ? [document.activeElement.name, document.activeElement.value] : null;
    const rows = Object.keys(CHOICES)
      .filter((name) => name !== "teams" || settings.mode === "relay")
      .filter((name) => name !== "seconds" || settings.mode !== "museum")
      .map((name) => row(name, CHOICES[name], settings[name], texts, set));
    place.replaceChildren(modeRow(settings.mode, texts, set), wordsRow(settings.words ?? [], texts, pickWords), ...rows, languageRow(settings.language, languages, texts, set), make("p", "host-note", texts.nextWordOn));
    if (focused) [...place.querySelectorAll("input, select")].find((one) => one.name === focused[0] && (one.tagName === "SELECT" || one.value === focused[1]))?.focus();
  };
}

function modeRow(mode, texts, set) {
  const choices = MODES.map((one) => [one, texts.mode[one]]);
  return listRow("mode", choices, mode, texts, set, make("p", "host-note", texts.modeIs[mode] ?? ""));
}

function languageRow(code, languages, texts, set) {
  return listRow("language", [["", texts.ownLanguage], ...languages], code ?? "", texts, ({ language }) => set({ language: language || null }));
}

function listRow(name, choices, value, texts, set, ...notes) {
  const select = make("select", "field", ...choices.map(([one, text]) => new Option(text, one, one === value, one === value)));
  select.name = name;
  select.setAttribute("aria-label", texts.setting[name]);
  select.addEventListener("change", () => set({ [name]: select.value }));
  return make("div", "host-setting", make("p", "host-setting-name", texts.setting[name]), select, ...notes);
}

function wordsRow(words, texts, pickWords) {
  return make("div", "host-setting", make("p", "host-setting-name", texts.ownWords), button("press", texts.chosenWords(words.length), pickWords));
}

function row(name, choices, value, texts, set) {
  const labels = choices.map((choice) => {
    const input = make("input", "choice-input");
    [input.type, input.name, input.value, input.checked] = ["radio", name, String(choice), choice === value];
    input.addEventListener("change", () => set({ [name]: choice }));
    return make("label", "choice", input, make("span", "choice-text", nameOf(name, choice, texts)));
  });
  const isSwitch = typeof choices[0] === "boolean";
  return make("fieldset", `host-setting${isSwitch ? " is-switch" : ""}`, make("legend", "host-setting-name", texts.setting[name]), make("div", "host-choices", ...labels));
}

function nameOf(name, choice, texts) {
  if (name === "seconds") return texts.secondsOf(choice);
  if (name === "difficulty") return texts.difficulty[choice];
  if (name === "threshold") return texts.threshold[choice === null ? "fair" : choice < 0.2 ? "easy" : "hard"];
  if (typeof choice === "boolean") return choice ? texts.on : texts.off;
  return texts.number(choice);
}
