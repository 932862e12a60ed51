// Asking again for what was refused in passing. Knows timers, and nothing of what is asked.

const PAUSE_MS = 2000;
const PASSING = new Set(["silent", "away", "slow_down", "busy"]);

/** Whether a refusal may be gone a little later, with nothing changed here. */
export const passes = (problem) => PASSING.has(problem?.code);

/** go(): act(), and again after a pause (ms) as long as it resolves to a problem that passes. stop(): not any more. */
export function insist(act, pause = PAUSE_MS) {
  let [timer, run] = [null, 0];

  function stop() {
    clearTimeout(timer);
    run += 1;
  }

  async function go() {
    stop();
    const mine = run;
    const problem = await act();
    if (mine === run && passes(problem)) timer = setTimeout(go, pause);
  }

  return { go, stop };
}
