// The guesses over time as stacked areas. Pure: thoughts (thoughts.js) in, numbers and SVG path data out.

/**
 * What to show of the thoughts: the word asked for first, then the `count` others that were thought of most, by probability
 * times duration. Returns [{word, isTarget, values}], one value 0..1 for each thought; together they never exceed 1.
 * end: ms, when the last thought stopped being the newest.
 */
export function layersOf(thoughts, target, end, count = 4) {
  const known = thoughts.map(({ guesses }) => new Map(guesses));
  const others = mostThought(thoughts, end).filter((word) => word !== target).slice(0, count);
  const layers = others.map((word) => ({ word, isTarget: false, values: known.map((guesses) => guesses.get(word) ?? 0) }));
  if (target === null) return fitted(layers, thoughts.map(() => 0));
  const values = thoughts.map((thought) => thought.target ?? 0);
  return [{ word: target, isTarget: true, values }, ...fitted(layers, values)];
}

function mostThought(thoughts, end) {
  const weights = new Map();
  thoughts.forEach(({ t, guesses }, index) => {
    const lasted = Math.max(1, (thoughts[index + 1]?.t ?? end) - t);
    for (const [word, p] of guesses) weights.set(word, (weights.get(word) ?? 0) + p * lasted);
  });
  return [...weights].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}

/** A kind of the word asked for ("palm tree" for "tree") counts in it already, and must not fill the chart twice. */
function fitted(layers, taken) {
  const sums = taken.map((_, index) => layers.reduce((sum, { values }) => sum + values[index], 0));
  const share = taken.map((p, index) => (sums[index] > 1 - p ? Math.max(0, 1 - p) / sums[index] : 1));
  return layers.map((layer) => ({ ...layer, values: layer.values.map((value, index) => value * share[index]) }));
}

/**
 * The layers as areas on top of each other, the first one at the bottom: [{...layer, d}], in a chart of width x height. The
 * time line runs from 0 to `end` ms; before the first thought there is nothing, after the last it stays as it was.
 */
export function areasOf(layers, times, end, width, height) {
  const [first, last] = [times[0], times[times.length - 1]];
  if (first === undefined) return [];
  const x = [first, ...times, Math.max(end, last)].map((t) => digits((t / Math.max(end, last, 1)) * width));
  let floor = x.map(() => 0);
  return layers.map((layer) => {
    const values = [0, ...layer.values, layer.values[layer.values.length - 1]];
    const roof = floor.map((below, index) => below + values[index]);
    const points = (edge) => edge.map((value, index) => `${x[index]} ${digits(height * (1 - value))}`);
    const d = `M${[...points(roof), ...points(floor).reverse()].join("L")}Z`;
    floor = roof;
    return { ...layer, d };
  });
}

/** Where to write the time under the chart: whole seconds, at most seven of them, [{t, share}]. */
export function ticksOf(end) {
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600].find((seconds) => end / 1000 / seconds <= 6) ?? 1800;
  const count = Math.floor(end / 1000 / step);
  return Array.from({ length: count + 1 }, (_, index) => ({ t: index * step, share: (index * step * 1000) / Math.max(1, end) }));
}

const digits = (value) => Math.round(value * 100) / 100;
