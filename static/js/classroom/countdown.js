// The clock of a room on host and wall. Pure but for performance.now, which is its argument.

/** heard: when `room` came, ms. Whole seconds left, or null without a clock. */
export function secondsLeft({ ms_left: left, paused, waiting, phase }, heard, now) {
  if (left === null || left === undefined || phase !== "drawing") return null;
  const gone = paused || waiting ? 0 : now - heard;
  return Math.max(0, Math.ceil((left - gone) / 1000));
}
