// Results as a file for a spreadsheet. Pure.

/**
 * Rows of texts and numbers as CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it:
 * a pupil's name is a text whatever it begins with.
 */
export const csvOf = (rows) => rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
