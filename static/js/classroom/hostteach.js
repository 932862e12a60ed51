// Words that the room teaches its network: a new one, those there are, one from a file.

import { button, make } from "../dom.js";
import { keepFile } from "../end/files.js";
import { MAX_NAME, MAX_TAUGHT } from "../roomwire.js";

/** place: an element. act(fields of room_do): does it. save(word): resolves to the file to keep. Returns render(room). */
export function hostTeach(place, texts, act, save, refused) {
  const [list, form] = [make("ul", "taught"), newWord(texts, act)];
  const file = make("input", "unseen");
  [file.type, file.accept, file.tabIndex] = ["file", ".json,application/json", -1];
  file.setAttribute("aria-label", texts.bringWord);
  file.addEventListener("change", async () => {
    await bring(await file.files[0].text(), act, refused);
    file.value = "";
  });
  const load = button("press is-plain", texts.bringWord, () => file.click());
  place.replaceChildren(make("p", "host-note", texts.teachIs), form, list, load, file);
  let shown = "";
  return ({ phase, taught }) => {
    const free = phase === "lobby" || phase === "done";
    for (const element of [form, load]) element.hidden = !free || taught.length >= MAX_TAUGHT;
    const key = JSON.stringify([taught, phase === "drawing"]);
    if (key === shown) return;
    shown = key;
    list.replaceChildren(...taught.map((one) => row(one, phase === "drawing", texts, act, save)));
  };
}

function newWord(texts, act) {
  const input = make("input", "field");
  [input.name, input.maxLength, input.required, input.placeholder, input.autocomplete] = ["taught", MAX_NAME, true, texts.teachWord, "off"];
  input.setAttribute("aria-label", texts.teachWord);
  const start = make("button", "press", texts.teachStart);
  const form = make("form", "teach-new", input, start);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await act({ do: "teach", word: input.value })) input.value = "";
  });
  return form;
}

function row([word, examples], busy, texts, act, save) {
  const play = async () => {
    if (await act({ do: "again" })) if (await act({ do: "set", settings: { words: [word], mode: "race" } })) await act({ do: "start" });
  };
  const tools = [
    button("press", texts.playIt, play),
    button("press is-plain", texts.saveWord, async () => {
      const kept = await save(word);
      if (kept) keepFile(new File([`${JSON.stringify(kept)}\n`], `inkling-${word.replaceAll(" ", "-")}.json`, { type: "application/json" }));
    }),
    button("press is-plain", texts.forgetWord, () => act({ do: "forget", word })),
  ];
  for (const tool of tools) {
    tool.setAttribute("aria-label", `${tool.textContent}: ${word}`);
    tool.disabled = busy;
  }
  return make("li", "taught-word", make("p", "", make("b", "", texts.bare(word)), make("span", "host-note", texts.learnedFrom(examples))), make("div", "host-row", ...tools));
}

async function bring(text, act, refused) {
  try {
    await act({ do: "bring", file: JSON.parse(text) });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    refused();
  }
}
