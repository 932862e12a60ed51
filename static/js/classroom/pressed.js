// A button that stays down: a switch, or one of several views.

import { button } from "../dom.js";

/** on: whether it is down. */
export function pressed(text, on, act) {
  const element = button("press", text, act);
  element.setAttribute("aria-pressed", String(on));
  return element;
}
