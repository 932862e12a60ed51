// The language of this page: the one its address asks for (a room's), or the one that was chosen on it, or else the one the
// server found the browser to prefer. Who imports `texts` waits for them, and nothing is shown before (language.css), so that no other language flashes up first.

import { fetchLanguage } from "./language.js";
import { keepLanguage, loadLanguage } from "./storage.js";
import { textsIn } from "./texts.js";

const ASKED = "language"; // in the address: /join/ACDEFH?language=pt
const page = document.documentElement;
const asked = new URLSearchParams(location.search).get(ASKED);
export const spoken = await fetchLanguage(asked ?? loadLanguage() ?? page.dataset.language);
[page.lang, page.dir] = [spoken.lang, spoken.dir];
page.toggleAttribute("data-silent", false);

export const texts = textsIn(spoken);

/**
 * select: the list of languages. A choice is remembered, counts for more than the address, and loads the page again: a round that
 * runs comes back with it.
 */
export function chooser(select) {
  select.value = spoken.code;
  select.addEventListener("change", () => {
    keepLanguage(select.value);
    const address = new URL(location.href);
    address.searchParams.delete(ASKED);
    history.replaceState(history.state, "", address);
    location.reload();
  });
}

/** code: the language that this page is to speak, null for the browser's own. Loads the page again if it speaks another one. */
export function speak(code) {
  const address = new URL(location.href);
  if (address.searchParams.get(ASKED) === code) return;
  if (code) address.searchParams.set(ASKED, code);
  else address.searchParams.delete(ASKED);
  location.replace(address);
}
