// How many sheets stand beside each other on the wall. Pure.

/**
 * The grid in which `count` sheets of the proportions `ratio` (width by height, with what is written under each) are largest in a
 * space of width x height. Returns {columns, rows, width, height}: of one place, in the unit of the space, gaps left out.
 */
export function gridFor(count, width, height, ratio, gap = 0) {
  let best = { columns: 1, rows: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const across = (width - gap * (columns - 1)) / columns;
    const down = (height - gap * (rows - 1)) / rows;
    const fitted = Math.max(0, Math.min(across, down * ratio));
    if (fitted > best.width) best = { columns, rows, width: fitted, height: fitted / ratio };
  }
  return best;
}
