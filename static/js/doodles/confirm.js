// Players say what each other's drawings are: one key or one tap for each. The next one is there before the answer is sent.

import { fetchLanguage } from "../language.js";
import { loadGiver } from "../storage.js";
import { textsIn } from "../texts.js";
import { ask, voter } from "./ask.js";
import { Confirming } from "./confirming.js";
import { confirmTexts } from "./confirmtexts.js";
import { Picture } from "./picture.js";
import { reportButton } from "./report.js";

const DRAWN_IN = 900; // ms in which a drawing appears
const KEYS = { ArrowLeft: "no", ArrowDown: "unsure", ArrowRight: "yes" };

const at = (id) => document.getElementById(id);
const language = await fetchLanguage(document.documentElement.dataset.language);
const [texts, words] = [confirmTexts(language), textsIn(language)];
const picture = new Picture(at("sheet"));
const who = { voter: voter(), receipt: loadGiver()?.receipt ?? undefined }; // nobody is asked about drawings of their own
const confirming = new Confirming((most) => ask("/doodles/confirm/offer", { ...who, most }), show);
let helped = 0;
let focused = null; // the answer that had the keyboard's focus before its drawing went

function show({ awaited, problem }) {
  const { shown } = confirming;
  focused ??= document.activeElement?.closest("[data-answer]");
  at("confirm").hidden = !shown;
  at("again").hidden = Boolean(shown) || awaited;
  at("said").textContent = shown || awaited ? "" : problem ? sayingOf(problem) : texts.empty;
  if (!shown) return;
  at("ask").textContent = words.isIt(shown.word);
  picture.show(shown.strokes, words.examples(shown.word));
  picture.replay(DRAWN_IN);
  at("sheet").append(reportButton(shown.key, words, () => confirming.next()));
  focused?.focus();
  focused = null;
}

const sayingOf = ({ code }) => (code === "slow_down" ? texts.fast : texts.away);

async function answer(said) {
  const drawing = confirming.take();
  if (!drawing) return;
  const { status, problem } = await ask("/doodles/confirm/vote", { ...who, key: drawing.key, answer: said });
  if (problem) {
    if (problem.code === "slow_down" || problem.code === "away") at("said").textContent = sayingOf(problem);
    return; // another vote was quicker, or it was taken back: nothing to bother a player with
  }
  helped += 1;
  at("helped").textContent = texts.helped(helped);
  at("said").textContent = status === "waiting" ? "" : texts.agreed;
}

for (const one of document.querySelectorAll("[data-answer]")) {
  one.addEventListener("click", () => answer(one.dataset.answer));
}
addEventListener("keydown", (event) => {
  const said = KEYS[event.key];
  if (!said || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  event.preventDefault(); // the page does not scroll
  answer(said);
});
at("again").textContent = texts.again;
at("again").addEventListener("click", () => confirming.next());
confirming.next();
