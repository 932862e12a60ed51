// What the network took the drawings of a class for. Pure: counts in, a table out.

/**
 * counts: [[asked, taken for, how often], ..] as room_results has them, taken for null where nothing could be named. Returns {rows,
 * columns, cells}: rows are the words asked for; columns what was seen, the words asked for first and in the same order, then
 * the others by how often they were seen, then null; cells[row][column] are drawings.
 */
export function confusionOf(counts) {
  const rows = [...new Set(counts.map(([asked]) => asked))];
  const often = new Map();
  for (const [, seen, count] of counts) if (seen !== null && !rows.includes(seen)) often.set(seen, (often.get(seen) ?? 0) + count);
  const others = [...often].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([word]) => word);
  const columns = [...rows, ...others, ...(counts.some(([, seen]) => seen === null) ? [null] : [])];
  const cells = rows.map((row) => columns.map((column) => sum(counts.filter(([asked, seen]) => asked === row && seen === column))));
  return { rows, columns, cells };
}

const sum = (counts) => counts.reduce((total, [, , count]) => total + count, 0);

/** The pair that was mixed up most, {word, seen, count}; null where none was. */
export function mostMixedUp({ rows, columns, cells }) {
  const pairs = rows.flatMap((word, row) =>
    columns.map((seen, column) => ({ word, seen, count: word === seen || seen === null ? 0 : cells[row][column] })),
  );
  const most = pairs.reduce((best, pair) => (pair.count > best.count ? pair : best), { count: 0 });
  return most.count > 0 ? most : null;
}
