// What the network took the drawings of a class for. Pure: results in, a table out.

/**
 * results: [{word, won, taken_for}], one for each drawing. Returns {rows, columns, counts}: rows are the words asked for,
 * columns what was seen, with the words asked for first and in the same order, then the others by how often they were seen;
 * counts[row][column] are drawings. `null` as a column: nothing that could be named.
 */
export function confusionOf(results) {
  const rows = [...new Set(results.map(({ word }) => word))];
  const seen = results.map((result) => [result.word, result.won ? result.word : (result.taken_for ?? null)]);
  const often = new Map();
  for (const [, answer] of seen) if (answer !== null && !rows.includes(answer)) often.set(answer, (often.get(answer) ?? 0) + 1);
  const others = [...often].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([word]) => word);
  const columns = [...rows, ...others, ...(seen.some(([, answer]) => answer === null) ? [null] : [])];
  const counts = rows.map((row) => columns.map((column) => seen.filter(([word, answer]) => word === row && answer === column).length));
  return { rows, columns, counts };
}

/** The sentence under the table: the pair that was mixed up most, {word, seen, count}; null where none was. */
export function mostMixedUp({ rows, columns, counts }) {
  const pairs = rows.flatMap((word, row) =>
    columns.map((seen, column) => ({ word, seen, count: word === seen || seen === null ? 0 : counts[row][column] })),
  );
  const most = pairs.reduce((best, pair) => (pair.count > best.count ? pair : best), { count: 0 });
  return most.count > 0 ? most : null;
}
