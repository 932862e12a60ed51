// The list of guesses on the screen. Each word keeps its own element, and moves when its place changes.

const FRESH_MS = 1200; // for so long a new word stands out
const LEAVE_MS = 300; // as in panel.css

/** list: the <ol>. texts: as in texts.js. Returns render(slots, target, now). */
export function guessList(list, texts) {
  const items = new Map();

  return function render(slots, target, now) {
    const words = new Set(slots.map((slot) => slot.word));
    for (const [word, item] of items) if (!words.has(word)) leave(items, word, item);
    slots.forEach((slot, place) => {
      const item = items.get(slot.word) ?? enter(list, items, slot.word, texts.bare(slot.word));
      item.style.setProperty("--place", place);
      item.style.setProperty("--p", slot.p.toFixed(3));
      item.classList.toggle("is-fresh", now - slot.fresh < FRESH_MS);
      item.classList.toggle("is-first", place === 0);
      item.classList.toggle("is-target", slot.word === target);
      setText(item.lastChild, texts.percent(slot.p));
    });
  };
}

function enter(list, items, word, name) {
  const item = document.createElement("li");
  item.className = "guess";
  for (const [kind, text] of [
    ["guess-bar", ""],
    ["guess-word", name],
    ["guess-share", ""],
  ]) {
    const part = document.createElement("span");
    part.className = kind;
    part.textContent = text;
    item.append(part);
  }
  list.append(item);
  items.set(word, item);
  return item;
}

function leave(items, word, item) {
  items.delete(word);
  item.classList.add("is-leaving");
  setTimeout(() => item.remove(), LEAVE_MS);
}

/** Writes only what differs: an unchanged text is not worth a new layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
