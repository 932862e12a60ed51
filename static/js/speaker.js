// The browser's speech synthesis, one sentence at a time. Only voices of this machine are used: others would send what they say
// to a server. Where there is none for the language, a sentence takes the time it takes to read it, in silence.

const READING = { start: 700, letter: 45 }; // ms for a sentence, and for each of its letters
const LATEST_MS = 8000; // some browsers never tell that a sentence is over

/** The voice of this machine that fits a language best ("pt-BR": that one, or else another Portuguese), or null. */
export function voiceFor(voices, lang) {
  const plain = (tag) => tag.toLowerCase().replace("_", "-");
  const here = voices.filter((voice) => voice.localService);
  const exact = here.find((voice) => plain(voice.lang) === plain(lang));
  return exact ?? here.find((voice) => plain(voice.lang).split("-")[0] === plain(lang).split("-")[0]) ?? null;
}

export class Speaker {
  #synth;
  #Utterance;
  #saying = null; // {text, until, aloud}; until: ms, when it is over at the latest
  #overAt = -Infinity;
  #awake = false; // the browser has been seen to take a sentence

  /** synth and Utterance: the browser's speechSynthesis and SpeechSynthesisUtterance, undefined where it has none. */
  constructor(synth, Utterance) {
    [this.#synth, this.#Utterance] = [synth, Utterance];
  }

  /** iPhones and iPads let a page speak only once it has done so in an event of the player's: call it from those. */
  wake() {
    if (!this.#synth || this.#awake) return;
    this.#synth.speak(new this.#Utterance(""));
    this.#awake = this.#speaks;
  }

  /** Says it, instead of whatever is being said. aloud: false for those who want to read only. now: ms. */
  say(text, lang, aloud, now) {
    this.hush(now);
    const voice = aloud && this.#synth ? voiceFor(this.#synth.getVoices(), lang) : null;
    const reading = READING.start + READING.letter * text.length;
    const saying = { text, until: now + reading, aloud: false };
    this.#saying = saying;
    if (!voice) return;
    const utterance = Object.assign(new this.#Utterance(text), { lang: voice.lang, voice, rate: 1.05 });
    utterance.onend = utterance.onerror = () => (saying.until = 0);
    this.#synth.speak(utterance);
    if (this.#speaks) Object.assign(saying, { until: now + LATEST_MS, aloud: true }); // else it was swallowed without a word
  }

  get #speaks() {
    return this.#synth.speaking || this.#synth.pending;
  }

  /** Nothing more of it. */
  hush(now) {
    if (this.#saying?.aloud) this.#synth.cancel();
    if (this.#saying) this.#overAt = now;
    this.#saying = null;
  }

  /** What is being said now, {text, aloud}, or null. */
  saying(now) {
    if (this.#saying && now >= this.#saying.until) [this.#saying, this.#overAt] = [null, now];
    return this.#saying;
  }

  /** ms since the last sentence was over; 0 while one is being said. */
  quiet(now) {
    return this.saying(now) ? 0 : now - this.#overAt;
  }
}
