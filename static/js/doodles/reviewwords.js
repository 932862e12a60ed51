// What the moderators' page says, in English only. Keys of static/js/doodles/reviewing.js and of the server are named here.

export const WORDS = {
  name: "Name",
  passphrase: "Passphrase",
  signIn: "Sign in",
  letters: "Single keys",
  log: "Log",
  guesses: "The network’s guesses",
  better: "What is it, then?",
};

export const ACTS = { keep: "Keep", wrong_word: "Wrong word", reject: "Reject", unsure: "Unsure", undo: "Undo", replay: "Replay" };
export const DONE = { keep: "kept", wrong_word: "is really", reject: "rejected", unsure: "unsure" };
export const PILES = { waiting: "Waiting", other: "Second look" };
export const REPORTS = { rude: "rude or hurtful", personal: "a name or something private", wrong: "something else", other: "another reason" };

export const signOut = (name) => `Sign out ${name}`;
export const isIt = (word) => `Is it “${word}”?`;
export const shows = (word) => `A drawing that is meant to be “${word}”`;
export const guess = (word, p) => `${word} ${Math.round(100 * p)} %`;
export const left = (pile, { waiting, other, reported }) =>
  pile === "other" ? `${other} for a second look` : `${waiting} waiting${reported ? `, ${reported} of them reported` : ""}`;

export const EMPTY = { waiting: "Nothing waits. Thank you.", other: "Nothing is left for a second look." };
export const NO_INK = "Its ink cannot be read.";
export const NOTHING_TO_UNDO = "There is nothing to undo.";
export const LOG_EMPTY = "Nothing has been reviewed yet.";
export const OLDER = "Older";
export const BACK = "Back to the drawings";
export const UNDONE = "undone";

/** What is known of a drawing, most telling first. task: as server/doodles/moderation.py has it. */
export function facts({ reports, shown, suspicion, reasons, yes, no, recognized, source, status }) {
  return [
    ...reports.map((reason) => ({ text: `Reported: ${REPORTS[reason] ?? reason}`, bad: true })),
    ...(shown ? [{ text: "Was kept before, and is still shown" }] : []),
    ...reasons.map((text) => ({ text: text.charAt(0).toUpperCase() + text.slice(1) })),
    ...(yes + no ? [{ text: `Players: ${yes} yes, ${no} no` }] : []),
    ...(recognized === null ? [] : [{ text: recognized ? "Recognized when it was drawn" : "Not recognized when it was drawn" }]),
    ...(status === "validated" && !shown ? [{ text: "Has been shown to players" }] : []),
    { text: `Suspicion ${suspicion === null ? "not judged yet" : suspicion.toFixed(2)}, from ${source}` },
  ];
}
