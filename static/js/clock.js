// What the clock shows. Pure. The server alone decides when time is over; the page shows its best estimate and, at zero, waits.

const LAST = 5; // seconds in which the clock stops being calm

/**
 * round: {startedAt, seconds, total?}, now: ms on the same clock as startedAt. Null for a round without a clock. total: seconds of a
 * whole sprint, of which this round has the rest.
 */
export function clockFace(round, now) {
  if (!round || round.seconds === null) return null;
  const left = Math.max(0, round.seconds - Math.max(0, now - round.startedAt) / 1000);
  return { seconds: Math.ceil(left), share: Math.min(1, left / (round.total ?? round.seconds)), last: left <= LAST };
}

/**
 * When the round began, given that `next` was sent and answered at these moments: half-way between, or `ms` before that where it
 * ran already.
 */
export const beganAt = (sentAt, answeredAt, ms = 0) => (sentAt + answeredAt) / 2 - ms;
