// The Inkling's voice and its small sounds: what talk.js and sounds.js decide is heard, or read where it is not to be heard.

import { soundFor, Sounds } from "./sounds.js";
import { Speaker } from "./speaker.js";
import { leading } from "./state.js";
import { silence, talked } from "./talk.js";

export class Talker {
  #texts;
  #habits;
  #speaker = new Speaker(globalThis.speechSynthesis, globalThis.SpeechSynthesisUtterance);
  #sounds = new Sounds();
  #talk = silence;
  #heard = null; // {state, now} as they were last

  /** habits: as in habits.js. */
  constructor(page, texts, habits) {
    [this.#texts, this.#habits] = [texts, habits];
    for (const type of ["pointerup", "click", "keydown"]) page.addEventListener(type, () => this.#wake(), true);
    globalThis.speechSynthesis?.getVoices(); // some browsers begin to look for them when they are first asked
  }

  /** The state with what is being said in it, to be shown. Call it with every frame. */
  heard(state, now) {
    this.#sound(state, now);
    const [talk, todo] = talked(this.#talk, state, this.#speaker.quiet(now), now, this.#texts);
    this.#talk = talk;
    if (todo?.hush) this.#speaker.hush(now);
    if (todo?.text) this.#speaker.say(todo.text, this.#texts.lang, !this.#habits.get("muted"), now);
    const spoken = this.#caption(state, now);
    return spoken === state.spoken ? state : { ...state, spoken };
  }

  mute(muted) {
    this.#habits.set("muted", muted);
    if (muted) this.#speaker.hush(performance.now());
  }

  #wake() {
    this.#sounds.wake();
    if (!this.#habits.get("muted")) this.#speaker.wake();
  }

  /** What is said aloud can be read for as long; what is not, while it is still what the Inkling thinks. */
  #caption(state, now) {
    const saying = this.#speaker.saying(now);
    if (!saying || state.phase !== "drawing") return null;
    return saying.aloud || leading(state)?.word === this.#talk.about ? saying.text : null;
  }

  #sound(state, now) {
    const { state: earlier, now: before } = this.#heard ?? { state, now };
    this.#heard = { state, now };
    if (this.#habits.get("muted")) return;
    const name = soundFor(earlier, state, before, now);
    if (name) this.#sounds.play(name);
  }
}

/** The button that switches voice and sounds on and off, in one tap. */
export function bindSound(button, habits, talker) {
  const show = () => button.setAttribute("aria-pressed", String(!habits.get("muted")));
  button.addEventListener("click", () => {
    talker.mute(!habits.get("muted"));
    show();
  });
  show();
}
