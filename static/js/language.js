// A language as the page speaks it: texts, names of the words to draw, numbers, lists. Pure but for `fetchLanguage`.
//
// Texts are written in English where they are used (texts.js) and looked up in the catalogue of the language; where it has
// none, the English one is shown. In a text, {name} stands for a value.

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/**
 * catalogue, as /texts/*.json has it: {code, lang, dir, texts: {english: text, or texts by plural category},
 * words: {word: its name}, hints: {english: definition}}.
 */
export function language({ code, lang, dir, texts, words, hints }) {
  const plurals = new Intl.PluralRules(lang);
  const lists = new Intl.ListFormat(lang, { type: "conjunction" });
  const format = (options) => (number) => new Intl.NumberFormat(lang, options).format(number);
  const unit = (digits) => ({
    style: "unit",
    unit: "second",
    unitDisplay: "long",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const number = format({});
  return {
    code, // what it is chosen by: "pt"
    lang, // what it is called in a document, or by a voice: "pt-BR"
    dir,
    number,
    percent: format({ style: "percent" }),
    seconds: format(unit(0)), // 5 -> "5 seconds"
    tenths: format(unit(1)), // 4.21 -> "4.2 seconds"
    list: (parts) => lists.format(parts),
    name: (word) => words[word] ?? word,
    definition: (english) => hints[english] ?? null, // null: there is none in this language
    capital: (text) => text.replace(/^./u, (first) => first.toLocaleUpperCase(lang)),

    /** `english` in this language. */
    _: (english, values = {}) => fill(texts[english] ?? english, values),

    /** One text or another for a number, which stands in it as {n}. */
    plural(one, many, n, values = {}) {
      const forms = texts[one] ?? { one, other: many };
      return fill(forms[plurals.select(n)] ?? forms.other ?? many, { n: number(n), ...values });
    },

    /** A text with one {word} to emphasize: [before, the word, after]. */
    around(english, word) {
      const [before, after = ""] = (texts[english] ?? english).split("{word}");
      return [before, word, after];
    },
  };
}

export const plainEnglish = language({ code: "en", lang: "en", dir: "ltr", texts: {}, words: {}, hints: {} });

/** The language of this code; English when the server has no such catalogue or does not answer. */
export async function fetchLanguage(code) {
  try {
    const answer = await fetch(`/texts/${encodeURIComponent(code)}.json`);
    return answer.ok ? language(await answer.json()) : plainEnglish;
  } catch {
    return plainEnglish;
  }
}
