// One word drawn in two ways, side by side: how many drawings of each the network recognized, and how soon. Pure.

/** drawings: of a word's results. chosen: the ids of those that count as the one way. [of the one way, of the other]. */
export function waysOf(drawings, chosen) {
  const isChosen = ({ drawing }) => chosen.includes(drawing);
  return [drawings.filter(isChosen), drawings.filter((one) => !isChosen(one))].map(measured);
}

/** recognized: how many; ms: when the one in the middle of those was, or null; p: what the network gave the word in the end, on average. */
function measured(drawings) {
  const times = drawings.map(({ recognized }) => recognized).filter((ms) => ms !== null).sort((a, b) => a - b);
  const total = drawings.reduce((sum, { p }) => sum + (p ?? 0), 0);
  return { drawings, recognized: times.length, ms: middleOf(times), p: drawings.length > 0 ? total / drawings.length : 0 };
}

function middleOf(sorted) {
  if (sorted.length === 0) return null;
  const half = Math.floor((sorted.length - 1) / 2);
  return (sorted[half] + sorted[sorted.length - 1 - half]) / 2;
}
