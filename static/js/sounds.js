// Small sounds, made here and now: a pencil's tick for a new guess, a knock for each of the last three seconds, a rise for what
// was recognized and a fall for what was not. `soundFor` decides which, and is pure.

import { clockFace } from "./clock.js";
import { leading } from "./state.js";
import { GUESSING } from "./voice.js";

const LAST = 3; // seconds that are counted down

/** "tick" | "knock" | "win" | "loss" for the step from one state to the next, or null. before, now: ms, when each was. */
export function soundFor(earlier, state, before, now) {
  if (state.phase === "over" && earlier.phase === "drawing") return ended(state.verdict);
  if (state.phase !== "drawing" || state.round !== earlier.round) return null;
  const [left, leftBefore] = [clockFace(state.round, now), clockFace(state.round, before)].map((face) => face?.seconds);
  if (left !== leftBefore && left >= 1 && left <= LAST) return "knock";
  const best = leading(state);
  return best && best.p >= GUESSING && best.word !== leading(earlier)?.word ? "tick" : null;
}

function ended({ won, reason }) {
  if (won) return "win";
  return reason === "time" ? "loss" : null;
}

// notes: [Hz, beginning (s), length (s)], loudness 0..1
const NOTES = {
  win: { notes: [[523, 0, 0.25], [659, 0.1, 0.25], [784, 0.2, 0.5]], loudness: 0.12 },
  loss: { notes: [[330, 0, 0.3], [262, 0.18, 0.5]], loudness: 0.1 },
  knock: { notes: [[190, 0, 0.09]], loudness: 0.2 },
};
const TICK = { hertz: 2600, seconds: 0.045, loudness: 0.07 };

export class Sounds {
  #context = null;
  #noise = null;

  /** Browsers let a page sound only once its player has done something: call it from an event of theirs. */
  wake() {
    if (!globalThis.AudioContext) return;
    this.#context ??= new AudioContext();
    if (this.#context.state === "suspended") this.#context.resume();
  }

  /** name: as soundFor gives it. */
  play(name) {
    if (this.#context?.state !== "running") return;
    if (name === "tick") return this.#scratch();
    for (const note of NOTES[name].notes) this.#note(note, NOTES[name].loudness);
  }

  #note([hertz, start, length], loudness) {
    const at = this.#context.currentTime + start;
    const tone = new OscillatorNode(this.#context, { type: "triangle", frequency: hertz });
    tone.connect(this.#fading(at, length, loudness));
    tone.start(at);
    tone.stop(at + length);
  }

  /** A pencil on paper: a breath of noise, not too bright. */
  #scratch() {
    const at = this.#context.currentTime;
    const source = new AudioBufferSourceNode(this.#context, { buffer: this.#breath() });
    const paper = new BiquadFilterNode(this.#context, { type: "bandpass", frequency: TICK.hertz, Q: 0.8 });
    source.connect(paper).connect(this.#fading(at, TICK.seconds, TICK.loudness));
    source.start(at);
  }

  #fading(at, length, loudness) {
    const gain = new GainNode(this.#context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loudness, at + 0.008);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    gain.connect(this.#context.destination);
    return gain;
  }

  #breath() {
    if (this.#noise) return this.#noise;
    const { sampleRate } = this.#context;
    this.#noise = new AudioBuffer({ length: Math.ceil(sampleRate * TICK.seconds), sampleRate });
    const samples = this.#noise.getChannelData(0);
    for (let index = 0; index < samples.length; index += 1) samples[index] = Math.random() * 2 - 1;
    return this.#noise;
  }
}
