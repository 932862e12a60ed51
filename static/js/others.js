// Other people's drawings of a word, each asked for once. Where the server has none, or is away, there are none.

export const SIDE = 255; // these drawings lie in a square of 0..255
const NONE = { given: [], drawings: [] };
const fetched = new Map(); // word -> promise of its drawings

/** {given: by people here, [{key, drawing}] with the key to report it by; drawings: by others}; a drawing is [[[x, ..], [y, ..]], ..]. */
export function drawingsOf(word) {
  if (!fetched.has(word)) fetched.set(word, ask(word));
  return fetched.get(word);
}

async function ask(word) {
  try {
    const answer = await fetch(`/examples/${encodeURIComponent(word)}.json`);
    if (answer.ok) return { ...NONE, ...(await answer.json()) };
  } catch {
    // off line: whoever wants them goes on without
  }
  fetched.delete(word); // another time, perhaps
  return NONE;
}
