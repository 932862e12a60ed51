// A drawing's way to the paper as an animated GIF. Knows no canvas: what a moment looks like, it is given as pixels.

const EVERY_MS = 80; // a GIF's own clock ticks in hundredths of a second, and browsers slow down what is quicker than 20 ms
const LONGEST_MS = 8000; // longer drawings are shown faster
const REST_MS = 2000; // the finished drawing stays to be looked at
const COLOURS = 64;

/** The moments to show of a drawing that took `length` ms: [{t, delay}], ms. The last one is the end. */
export function momentsOf(length) {
  const speed = Math.max(1, length / LONGEST_MS);
  const count = Math.ceil(length / speed / EVERY_MS);
  const moments = Array.from({ length: count }, (_, index) => ({ t: index * EVERY_MS * speed, delay: EVERY_MS }));
  return [...moments, { t: length, delay: REST_MS }];
}

/**
 * The file, as bytes. look(t): {data, width, height}, RGBA pixels, of equal size for every t. encoder: the library (gifenc).
 * breathe(): awaited between frames, so that the page goes on living.
 */
export async function gifOf(moments, look, { GIFEncoder, quantize, applyPalette }, breathe = async () => {}) {
  const palette = quantize(look(moments[moments.length - 1].t).data, COLOURS); // the finished drawing has all colours
  const gif = GIFEncoder();
  for (const { t, delay } of moments) {
    const { data, width, height } = look(t);
    gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay });
    await breathe();
  }
  gif.finish();
  return gif.bytes();
}
