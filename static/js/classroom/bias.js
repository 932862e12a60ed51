// The lesson about who taught the network: the class sorts its drawings of a word into two ways of drawing it, sees how each of
// them fared, and reads where the network has it from.

import { make } from "../dom.js";
import { density, othersOf } from "./density.js";
import { repainted } from "./repainted.js";
import { strokesOf } from "./sketch.js";
import { waysOf } from "./ways.js";

/** body: where it goes. results: of the word. cards(act, chosen): a card for each drawing, which calls act(drawing). */
export function biasLesson(body, results, cards, texts) {
  let chosen = [];
  let others = [];
  const [sorting, found] = [make("div", "cards is-small"), make("div", "averages")];

  function choose({ drawing }) {
    chosen = chosen.includes(drawing) ? chosen.filter((one) => one !== drawing) : [...chosen, drawing];
    render();
  }

  function render() {
    repainted(sorting, () => sorting.replaceChildren(...cards(choose, chosen)));
    const [one, other] = waysOf(results.drawings, chosen);
    const columns = [way(texts.oneWay, one, texts), way(texts.otherWay, other, texts)];
    const theirs = others.length > 0 ? make("section", "way", make("h2", "lesson-title", texts.learned), density(others, texts.averageTheirs(others.length))) : null;
    found.replaceChildren(...columns, ...(theirs ? [theirs] : []));
  }

  const source = make("section", "way-source", make("h2", "lesson-title", texts.learned), make("p", "", texts.learnedIs), make("p", "lesson-note", texts.learnedAsk));
  body.append(make("p", "lesson-note", texts.waysAsk(results.word)), make("div", "bias", sorting, make("div", "bias-found", found, source)));
  render();
  othersOf(results.word).then((drawings) => {
    others = drawings;
    if (body.contains(found)) render();
  });
}

function way(title, { drawings, recognized, ms, p }, texts) {
  const facts = [texts.wayKnown(recognized, drawings.length), ...(ms === null ? [] : [texts.wayIn(ms)]), ...(drawings.length > 0 ? [texts.wayShare(p)] : [])];
  const picture = density(drawings.map(({ strokes }) => strokesOf(strokes)), texts.averageOurs(drawings.length));
  return make("section", "way", make("h2", "lesson-title", title), picture, make("ul", "way-facts", ...facts.map((fact) => make("li", "", fact))));
}
