// The language of this page: the one that was chosen on it, or else the one the server found the browser to prefer. Who
// imports `texts` waits for them, and nothing is shown before (language.css), so that no other language flashes up first.

import { fetchLanguage } from "./language.js";
import { keepLanguage, loadLanguage } from "./storage.js";
import { textsIn } from "./texts.js";

const page = document.documentElement;
export const spoken = await fetchLanguage(loadLanguage() ?? page.dataset.language);
[page.lang, page.dir] = [spoken.lang, spoken.dir];
page.toggleAttribute("data-silent", false);

export const texts = textsIn(spoken);

/** select: the list of languages. A choice is remembered, and the page loaded again: a round that runs comes back with it. */
export function chooser(select) {
  select.value = spoken.code;
  select.addEventListener("change", () => {
    keepLanguage(select.value);
    location.reload();
  });
}
