// Painting a part of the page anew without throwing the keyboard's focus out of it.

/** Does paint(). Focus that was in `place` goes to what has the same key by then, else to the first button there. */
export function repainted(place, paint) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.focus;
  paint();
  if (!focused || place.contains(document.activeElement)) return;
  const same = key === undefined ? null : place.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  (same ?? place.querySelector("button:not([hidden])"))?.focus();
}

/** The element, which is known by this key when it is painted anew. */
export function keyed(element, key) {
  element.dataset.focus = key;
  return element;
}
