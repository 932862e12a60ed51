// Questions of the pages on given drawings: JSON there and back, and what went wrong as a problem like any other.

import { keepVoter, loadVoter } from "../storage.js";

const AWAY = { code: "away", message: "the server does not answer; try again in a moment" };

/** Returns what the server answers: its fields, or {problem: {code, message}}. Never throws. */
export async function ask(path, fields = {}) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    return await answer.json();
  } catch {
    return { problem: AWAY };
  }
}

/** Who votes from this browser: a text by chance, which says nothing outside of it. */
export function voter() {
  const known = loadVoter();
  if (known) return known;
  const made = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  keepVoter(made);
  return made;
}
