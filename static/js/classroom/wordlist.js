// A teacher's own list of words, as a link and as a file carry it. Pure.

/**
 * words: as /words.json has them, [[word, level, theme], ..]. Those that match what was typed, of one level or of "mixed", on one
 * theme or on any ("").
 */
export function found(words, { text = "", level = "mixed", theme = "", name = (word) => word }) {
  const wanted = text.trim().toLowerCase();
  const right = ([, of, about]) => (level === "mixed" || of === level) && (theme === "" || about === theme);
  const matches = ([word]) => `${word} ${name(word)}`.toLowerCase().includes(wanted);
  return words.filter((one) => right(one) && matches(one)).map(([word]) => word);
}

/** The themes that there are words on, in the order of `all`. */
export function themesOf(words, all) {
  const there = new Set(words.map(([, , theme]) => theme));
  return all.filter((theme) => there.has(theme));
}

/** The words of a text, a line or a comma apart: {known, unknown}, each once. Names in the language of the page count, too. */
export function read(text, words, name = (word) => word) {
  const by = new Map(words.flatMap(([word]) => [[word.toLowerCase(), word], [name(word).toLowerCase(), word]]));
  const given = [...new Set(text.split(/[\n,;]+/).map((word) => word.trim()).filter(Boolean))];
  const known = [...new Set(given.map((word) => by.get(word.toLowerCase())).filter(Boolean))];
  return { known, unknown: given.filter((word) => !by.has(word.toLowerCase())) };
}

/** The list in a host page's address: /host?words=cat,dog */
export const linkTo = (origin, words) => `${origin}/host?words=${words.map(encodeURIComponent).join(",")}`;
export const inLink = (query) => query.get("words") ?? "";
