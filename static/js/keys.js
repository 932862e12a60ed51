// Keys for what the buttons do. Returns a function that takes the listener off again.

const KEYS = new Map(
  Object.entries({ z: "undo", y: "redo", Backspace: "clear", Delete: "clear", s: "skip", h: "hint", n: "next", Enter: "next" }),
);

/**
 * target: the document. act(name): "undo" | "redo" | "clear" | "skip" | "hint" | "next". letters(): whether single letters count everywhere; else they
 * do only with the board in focus (WCAG 2.1.4: whoever talks to the machine, or slips, must be able to switch them off).
 */
export function bindKeys(target, act, letters = () => true) {
  const listener = (event) => {
    const name = nameOf(event);
    if (!name || event.repeat || event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (target.querySelector("dialog[open]")) return; // what lies behind it is out of reach
    if (isLetter(event) && !letters() && !event.target.closest("#board")) return;
    if (event.key === "Enter" && event.target.closest("button, a")) return; // it presses that button
    event.preventDefault();
    act(name);
  };
  target.addEventListener("keydown", listener);
  return () => target.removeEventListener("keydown", listener);
}

const isLetter = (event) => event.key.length === 1 && !event.ctrlKey && !event.metaKey;

function nameOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return undefined;
  if (command && key === "z" && event.shiftKey) return "redo";
  if (command && key !== "z" && key !== "y") return undefined; // Ctrl+S and the like belong to the browser
  return KEYS.get(key);
}
