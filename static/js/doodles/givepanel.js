// The question whether drawings may be kept, and what has been answered. It only reads the giver's state.

import { button, make } from "../dom.js";
import { countries } from "./countries.js";

const ABOUT = "/doodles";

/**
 * place: an element. giver: as in giver.js. ask: whether to ask now, where nothing has been answered yet. beside: other pages
 * open beside this one, which must not be left. where: whether to ask for the country as well. Returns render().
 */
export function givePanel(place, giver, texts, { ask = () => true, beside = false, where = false, title = texts.ask } = {}) {
  let shown = "";
  let failed = false;
  const say = async (agreed) => {
    failed = !(await giver.answer(agreed));
    render();
    place.querySelector("[tabindex]")?.focus({ preventScroll: true });
  };
  const press = (kind, text, agreed) => button(`give-press ${kind}`, text, () => say(agreed));
  const link = (path, text) => {
    const element = make("a", "give-link", text);
    element.href = `${path}?language=${texts.code}`;
    if (beside) [element.target, element.rel] = ["_blank", "noopener"];
    return element;
  };

  /** To the page that tells what giving means; not on that page. */
  const about = () => (location.pathname === ABOUT ? null : link(ABOUT, texts.what));
  const acts = (...parts) => make("p", "give-acts", ...parts.filter(Boolean));

  const country = () => (where ? countryField(giver, texts) : null);

  function question() {
    return [
      make("h2", "give-title", title),
      make("p", "give-is", texts.askIs),
      country(),
      acts(press("", texts.yes, true), press("", texts.no, false), about()),
    ].filter(Boolean);
  }

  function yes({ receipt, kept, waiting }) {
    const [done, open] = [Object.keys(kept).length, Object.keys(waiting).length];
    const words = make("code", "give-receipt", receipt.replaceAll("-", " "));
    [words.lang, words.dir] = ["en", "ltr"];
    return [
      told(texts.isYes),
      done + open > 0 ? make("p", "give-count", done > 0 ? make("span", "give-kept", texts.kept(done)) : null, open > 0 ? make("span", "give-waits", texts.waits(open)) : null) : null,
      make("p", "give-words", make("span", "", texts.receipt), words),
      country(),
      acts(link("/doodles/mine", texts.see), press("is-plain", texts.stop, false)),
    ].filter(Boolean);
  }

  function no({ receipt }) {
    return [
      told(texts.isNo),
      receipt ? make("p", "give-is", texts.stays) : null,
      acts(press("", texts.yes, true), receipt ? link("/doodles/mine", texts.remove) : about()),
    ].filter(Boolean);
  }

  function render() {
    const { answer } = giver.state;
    const visible = giver.possible && (answer !== null || ask());
    const { country: _, ...told } = giver.state; // its field shows it, and must not be made anew while somebody chooses
    const key = JSON.stringify([visible, failed, told]);
    if (key === shown) return;
    shown = key;
    place.hidden = !visible;
    const parts = answer === null ? question() : answer ? yes(giver.state) : no(giver.state);
    place.replaceChildren(...parts, ...(failed ? [alert(texts.notNow)] : []));
  }

  return render;
}

function countryField(giver, texts) {
  const field = make("label", "give-country", texts.country);
  const select = make("select");
  select.append(...[["", texts.noCountry], ...countries(texts.lang)].map(([code, name]) => new Option(name, code)));
  select.value = giver.state.country ?? "";
  select.addEventListener("change", () => giver.from(select.value || null));
  field.append(select);
  return field;
}

function told(text) {
  const element = make("p", "give-told", text);
  element.tabIndex = -1;
  return element;
}

function alert(text) {
  const element = make("p", "give-failed", text);
  element.setAttribute("role", "alert");
  return element;
}
