// Elements in one line. The page's security policy forbids markup from strings; this is as short.

/** make("p", "aside", "text", child, ...): an element with a class and children; a null child is left out. */
export function make(name, className = "", ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button with a text and what it does. */
export function button(className, text, act) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

/** An SVG element with its attributes. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Elements get their texts: `data-text="play"` what they hold, `data-label="sound"` what they are called. Other attributes may be named. */
export function label(page, texts, content = "text", name = "label") {
  for (const element of page.querySelectorAll(`[data-${content}]`)) element.textContent = texts[element.dataset[content]];
  for (const element of page.querySelectorAll(`[data-${name}]`)) element.setAttribute("aria-label", texts[element.dataset[name]]);
}
