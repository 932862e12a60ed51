// The inks to choose from in Zen mode: one small dot of ink for each, as native radio buttons. side.css shows them there only.

import { INKS } from "./inks.js";

/** fieldset: an empty one. */
export function palette(fieldset, texts, habits) {
  const page = fieldset.ownerDocument;
  const legend = page.createElement("legend");
  [legend.className, legend.textContent] = ["unseen", texts.inks];
  const choices = INKS.map((ink) => {
    const [label, input, dot] = ["label", "input", "span"].map((name) => page.createElement(name));
    [label.className, input.className, dot.className] = ["ink", "ink-input", "ink-dot"];
    [input.type, input.name, input.checked] = ["radio", "ink", habits.get("ink") === ink];
    input.setAttribute("aria-label", texts.ink[ink ?? "usual"]);
    dot.style.setProperty("--of", `var(--ink${ink ? `-${ink}` : ""})`);
    input.addEventListener("change", () => habits.set("ink", ink));
    label.append(input, dot);
    return label;
  });
  fieldset.replaceChildren(legend, ...choices);
}
