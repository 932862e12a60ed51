// A drawing as an SVG file. Pure: strokes in, text out.

import { LOOP } from "../geometry.js";

/**
 * picture: {board, strokes, loop, title}; loop: points of the marker around what was recognized, or null. colours: {paper, ink,
 * marker}. outline(stroke): SVG path data of the ink of a stroke, colour(stroke): its own colour, or undefined.
 */
export function svgOf({ board, strokes, loop, title }, colours, outline, colour = () => undefined) {
  const [width, height] = [digits(board.width), digits(board.height)];
  const ink = strokes.map((stroke) => {
    const own = colour(stroke);
    return `<path${own ? ` fill="${escaped(own)}"` : ""} d="${outline(stroke)}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    ...(loop ? [`<path fill="none" stroke="${colours.marker}" stroke-width="${LOOP}" ${ROUND} d="${lineThrough(loop)}"/>`] : []),
    `<g fill="${colours.ink}">`,
    ...ink,
    "</g>",
    "</svg>\n",
  ].join("\n");
}

const ROUND = 'stroke-linecap="round" stroke-linejoin="round"';

/** SVG path data of a plain line through points. */
export const lineThrough = (points) => `M${points.map(([x, y]) => `${digits(x)} ${digits(y)}`).join("L")}`;

const digits = (value) => Math.round(value * 10) / 10;

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
