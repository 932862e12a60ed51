import assert from "node:assert/strict";
import { test } from "node:test";
import { Speaker, voiceFor } from "../../static/js/speaker.js";
import { soundFor } from "../../static/js/sounds.js";
import * as rules from "../../static/js/state.js";
import { silence, talked } from "../../static/js/talk.js";
import { Talker } from "../../static/js/talker.js";
import { english } from "../../static/js/texts.js";

const round = { id: "r", word: "ladder", seconds: 20, startedAt: 0 };
const begun = rules.started(rules.linked(rules.initial, true), round, { width: 1000, height: 1000 });
const drawn = rules.penUp(rules.penDown(begun, [1, 1, 0]));
const over = (state, won, reason) => rules.ended(state, { round: "r", won, reason, ms: 4210 }, 0);

/**
 * Plays a stream of [ms, [[word, p], ..]] or [ms, {won, reason}] frame by frame, with a voice that needs `length` ms for a
 * sentence. Returns [[ms, text], ..] of what was said, with "-" where the voice was cut short.
 */
function play(stream, { length = 1500, until = stream.at(-1)[0] + 3000 } = {}) {
  let [state, talk, busyUntil, queue] = [drawn, silence, -Infinity, [...stream]];
  const said = [];
  for (let now = 0; now <= until; now += 20) {
    while (queue.length > 0 && queue[0][0] <= now) {
      const [, what] = queue.shift();
      state = Array.isArray(what)
        ? rules.guessed(state, { round: "r", guesses: what, target_p: 0 }, now)
        : over(state, what.won, what.reason);
    }
    state = rules.settled(state, now);
    const [next, todo] = talked(talk, state, Math.max(0, now - busyUntil), now, english);
    talk = next;
    if (todo?.hush && now < busyUntil) said.push([now, "-"]);
    if (todo?.hush) busyUntil = Math.min(busyUntil, now);
    if (todo?.text) said.push([now, todo.text]);
    if (todo?.text) busyUntil = now + length;
  }
  return said;
}

const texts = (said) => said.map(([, text]) => text);

test("it thinks aloud: what it sees, what else it might be, and what it knows in the end", () => {
  const said = play([
    [0, [["pond", 0.3], ["blanket", 0.2]]],
    [3000, [["swimming pool", 0.5], ["pond", 0.2]]],
    [6000, { won: true, reason: "recognized" }],
  ]);

  assert.deepEqual(texts(said), ["I see a pond, or a blanket…", "Or a swimming pool…", "Oh I know, it’s a ladder!"]);
});

test("no guess is said twice in a round, however often it comes back", () => {
  const [pond, bed] = [[["pond", 0.6]], [["bed", 0.6]]];
  const stream = Array.from({ length: 20 }, (_, index) => [index * 1500, index % 2 ? bed : pond]);

  assert.deepEqual(texts(play(stream)), ["It must be a pond!", "It must be a bed!"]);
});

test("of what it thinks while it speaks only the newest is said, and only if that is still what it thinks", () => {
  const said = play(
    [
      [0, [["pond", 0.4]]],
      [500, [["bed", 0.6]]],
      [1000, [["sea", 0.6]]],
      [1500, [["boat", 0.6]]],
    ],
    { length: 3000, until: 8000 },
  );

  assert.deepEqual(texts(said), ["I see a pond…", "It must be a boat!"]);
});

test("a guess that leads for a moment only is not worth a word", () => {
  const said = play([
    [0, [["pond", 0.5]]],
    [160, [["bed", 0.9]]],
    [320, [["sea", 0.9]]],
    [500, [["bed", 0.05], ["sea", 0.04]]],
  ]);

  assert.deepEqual(said, []);
});

test("the end interrupts whatever is being said, and is said once", () => {
  const said = play([
    [0, [["pond", 0.4]]],
    [600, { won: false, reason: "time" }],
  ]);

  assert.deepEqual(texts(said), ["I see a pond…", "-", "Time’s up. I didn’t see a ladder."]);
  assert.equal(said[1][0], said[2][0]);
});

test("a new round begins in silence, with everything unsaid again", () => {
  const [talk] = talked({ ...silence, round: "r", said: ["pond"] }, drawn, 9999, 0, english);
  const next = rules.started(drawn, { ...round, id: "s" }, drawn.board);

  const [fresh, todo] = talked(talk, next, 0, 100, english);

  assert.deepEqual([fresh.said, todo], [[], { hush: true }]);
});

test("faint guesses and a blank sheet are nothing to speak of", () => {
  assert.deepEqual(play([[0, [["pond", 0.05]]]]), []);

  const blank = rules.guessed(begun, { round: "r", guesses: [["pond", 0.5]], target_p: 0 }, 0);
  let talk = silence;
  for (const now of [0, 20, 2000]) {
    const [next, todo] = talked(talk, blank, 9999, now, english);
    assert.equal(todo?.text, undefined);
    talk = next;
  }
});

test("the voice is of this machine, and of the page's language or one near to it", () => {
  const voice = (lang, localService = true) => ({ lang, localService });
  const [far, brazil, portugal] = [voice("pt-BR", false), voice("pt_BR"), voice("pt-PT")];

  assert.equal(voiceFor([far, portugal, brazil], "pt-BR"), brazil);
  assert.equal(voiceFor([far, portugal], "pt-BR"), portugal);
  assert.equal(voiceFor([far, voice("en-US")], "pt-BR"), null);
});

class FakeSynth {
  spoken = [];
  cancelled = 0;
  speaking = false;
  pending = false;
  swallows = false; // everything, without a word: a phone whose player has pressed nothing yet

  constructor(...langs) {
    this.voices = langs.map((lang) => ({ lang, localService: true }));
  }

  getVoices() {
    return this.voices;
  }

  speak(utterance) {
    if (this.swallows) return;
    this.speaking = true;
    this.spoken.push(utterance);
  }

  cancel() {
    this.cancelled += 1;
  }
}

class FakeUtterance {
  constructor(text) {
    this.text = text;
  }
}

test("it speaks until the browser says that it is over, and a new sentence takes the place of the old one", () => {
  const synth = new FakeSynth("de-DE");
  const speaker = new Speaker(synth, FakeUtterance);

  speaker.say("Ich sehe einen Teich", "de", true, 0);
  assert.equal(speaker.quiet(2000), 0);
  speaker.say("Oder ein Bett", "de", true, 2000);
  synth.spoken[1].onend();

  assert.deepEqual(synth.spoken.map(({ text, lang }) => [text, lang]), [["Ich sehe einen Teich", "de-DE"], ["Oder ein Bett", "de-DE"]]);
  assert.equal(synth.cancelled, 1);
  assert.equal(speaker.saying(3000), null);
  assert.equal(speaker.quiet(3400), 400);
});

test("the end of a sentence that was cut short does not end the one after it", () => {
  const synth = new FakeSynth("en-US");
  const speaker = new Speaker(synth, FakeUtterance);
  speaker.say("one", "en", true, 0);
  speaker.say("two", "en", true, 100);

  synth.spoken[0].onerror();

  assert.equal(speaker.saying(200).text, "two");
});

test("without a voice, without speech and for those who are muted, a sentence is there to be read for a while", () => {
  for (const [synth, aloud] of [[new FakeSynth("fr-FR"), true], [undefined, true], [new FakeSynth("en-US"), false]]) {
    const speaker = new Speaker(synth, FakeUtterance);

    speaker.say("I see a pond…", "en", aloud, 0);

    assert.deepEqual([speaker.saying(500)?.aloud, speaker.saying(5000)], [false, null]);
    assert.equal(synth?.spoken.length ?? 0, 0);
  }
});

test("a sentence that the browser swallows is read, and takes no longer than that", () => {
  const synth = Object.assign(new FakeSynth("en-US"), { swallows: true });
  const speaker = new Speaker(synth, FakeUtterance);

  speaker.say("I see a pond…", "en", true, 0);

  assert.deepEqual([speaker.saying(500), speaker.saying(5000)], [{ text: "I see a pond…", until: 1285, aloud: false }, null]);
});

test("an event of the player's wakes the voice once, and one that the browser does not count is followed by another try", () => {
  const synth = new FakeSynth("en-US");
  Object.assign(globalThis, { speechSynthesis: synth, SpeechSynthesisUtterance: FakeUtterance });
  const page = new EventTarget();
  const muted = new Set([true]);
  new Talker(page, english, { get: (name) => name === "muted" && muted.has(true) });
  const woken = (...types) => types.map((type) => page.dispatchEvent(new Event(type)) && synth.spoken.length);

  assert.deepEqual(woken("click"), [0], "whoever wants no voice needs none woken");
  muted.clear();
  synth.swallows = true;
  assert.deepEqual(woken("keydown"), [0]);
  synth.swallows = false;
  assert.deepEqual(woken("pointerdown", "pointerup", "click", "keydown"), [0, 1, 1, 1]);
  assert.equal(synth.spoken[0].text, "");
});

test("sounds: a tick for a new guess, a knock for each of the last three seconds, one for the end", () => {
  const guess = (state, word, p, now) => rules.guessed(state, { round: "r", guesses: [[word, p]], target_p: 0 }, now);
  const pond = guess(drawn, "pond", 0.3, 0);
  const [bed, faint] = [guess(pond, "bed", 0.9, 10), guess(drawn, "sea", 0.02, 0)];

  assert.deepEqual([soundFor(drawn, pond, 0, 20), soundFor(pond, pond, 20, 40), soundFor(pond, bed, 40, 60)], ["tick", null, "tick"]);
  assert.equal(soundFor(drawn, faint, 0, 20), null);
  const seconds = [15.9, 16.9, 17.9, 18.9, 19.9].map((at) => soundFor(drawn, drawn, at * 1000, at * 1000 + 200));
  assert.deepEqual(seconds, [null, "knock", "knock", "knock", null], "3, 2, 1, and nothing for 0");
  const ends = [[true, "recognized"], [false, "time"], [false, "skipped"]].map((end) => soundFor(drawn, over(drawn, ...end), 0, 20));
  assert.deepEqual(ends, ["win", "loss", null]);
});
