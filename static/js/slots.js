// Guesses arrive many times a second and flicker; a list that follows each of them cannot be read. Here words keep a place
// (slot) until another word has clearly earned it. Pure: (slots, guesses, now) -> slots.

export const SLOTS = 5;
const REST_MS = 350; // a word that has just changed its place rests there this long, and one no longer guessed stays this long

// When one probability is clearly above another: relative, for most guesses are faint, and a little more, against noise.
const beats = (p, other) => p > 1.25 * other + 0.01;
const dwarfs = (p, other) => p > 2 * other + 0.1; // then it need not wait for anybody's rest

/**
 * slots: [{word, p, since, fresh, heard}], first place first; ms: since = it took its place, fresh = it came into the list,
 * heard = it was guessed last. guesses: [[word, p], ...] as the server sends them, best first. lead: the word that the first place
 * belongs to (lead.js), or null for whoever earns it.
 */
export function settle(slots, guesses, now, lead = null) {
  const heard = new Map(guesses);
  const faintest = Math.min(...heard.values()); // a word not among the guesses is at most this probable
  const kept = slots.map((slot) =>
    heard.has(slot.word) ? { ...slot, p: heard.get(slot.word), heard: now } : { ...slot, p: Math.min(slot.p, faintest) },
  );
  return rise(admit(kept, guesses, now), now, lead);
}

const rests = (slot, now) => slot.since !== now && now - slot.since < REST_MS;

/** New words take free places, then the places of words that are gone or clearly beaten. */
function admit(slots, guesses, now) {
  const result = slots.slice();
  for (const [word, p] of guesses.slice(0, SLOTS)) {
    if (result.some((slot) => slot.word === word)) continue;
    const entry = { word, p, since: now, fresh: now, heard: now };
    const place = result.length < SLOTS ? result.length : weakest(result, now);
    if (place < result.length && !yields(result[place], p, now)) break; // the guesses after this one are weaker still
    result[place] = entry;
  }
  return result;
}

const gone = (slot, now) => now - slot.heard >= REST_MS;

const yields = (slot, p, now) => gone(slot, now) || (rests(slot, now) ? dwarfs : beats)(p, slot.p);

/** The place to give away: of a word that is gone if there is one, else of the least probable; the lowest, if equal. */
function weakest(slots, now) {
  const worth = (slot) => (gone(slot, now) ? -1 : slot.p);
  return slots.reduce((least, slot, place) => (worth(slot) <= worth(slots[least]) ? place : least), 0);
}

/** The lead goes first; words move up to the highest place of a word that they clearly beat. Equals stay where they are. */
function rise(slots, now, lead) {
  const result = slots.slice();
  for (let from = 1; from < result.length; from += 1) {
    const place = result.findIndex((above, index) => index < from && passes(result[from], above, now, lead));
    if (place < 0) continue;
    result.splice(place, 0, ...result.splice(from, 1));
    for (let moved = place; moved <= from; moved += 1) result[moved] = { ...result[moved], since: now };
  }
  return result;
}

function passes(slot, above, now, lead) {
  if (slot.word === lead || above.word === lead) return slot.word === lead;
  return (rests(above, now) || rests(slot, now) ? dwarfs : beats)(slot.p, above.p);
}
