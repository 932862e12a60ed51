// The network's state as a moving picture: a dot for each number, larger the farther it is from 0, full above and hollow below.
// What has just changed glows, and all of them breathe.

const FOLLOW = 0.3; // share of the way to its new value that a dot goes with each picture
const FADE = 0.85; // of the glow that is left with each picture
const BREATH_MS = 3600;

/** The numbers and glows to show next. Pure. shown: [{value, glow}, ..] as this gave them; numbers: -1 to 1. */
export function flowed(shown, numbers) {
  return numbers.map((number, index) => {
    const { value = 0, glow = 0 } = shown[index] ?? {};
    const step = (number - value) * FOLLOW;
    return { value: value + step, glow: Math.min(1, Math.max(glow * FADE, Math.abs(step) * 5)) };
  });
}

/** canvas: a square one. colour(name): the CSS colour of "dot" or "glow". Returns render(numbers, now, still). */
export function memoryPicture(canvas, colour) {
  let shown = [];
  return function render(numbers, now, still) {
    shown = flowed(shown, numbers);
    const ratio = window.devicePixelRatio || 1;
    [canvas.width, canvas.height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
    const context = canvas.getContext("2d");
    const across = Math.ceil(Math.sqrt(numbers.length));
    const cell = canvas.width / across;
    shown.forEach((dot, index) => {
      const breath = still ? 1 : 1 + 0.07 * Math.sin((now / BREATH_MS) * 2 * Math.PI + index);
      paint(context, dot, [((index % across) + 0.5) * cell, (Math.floor(index / across) + 0.5) * cell], cell * breath, colour);
    });
  };
}

function paint(context, { value, glow }, [x, y], cell, colour) {
  if (glow > 0.05) {
    context.globalAlpha = glow;
    context.fillStyle = colour("glow");
    disc(context, x, y, cell * 0.46).fill();
    context.globalAlpha = 1;
  }
  const radius = cell * (0.06 + 0.32 * Math.sqrt(Math.abs(value)));
  [context.fillStyle, context.strokeStyle, context.lineWidth] = [colour("dot"), colour("dot"), cell * 0.06];
  if (value >= 0) disc(context, x, y, radius).fill();
  else disc(context, x, y, radius - cell * 0.03).stroke();
}

function disc(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, Math.max(0.5, radius), 0, 2 * Math.PI);
  return context;
}
