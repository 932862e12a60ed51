// The dialog of the host's page: a sheet, and a heading that names it.

import { make } from "../dom.js";

export function openDialog(dialog, title, ...content) {
  const heading = make("h2", "host-title", title);
  heading.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.replaceChildren(heading, ...content);
  dialog.showModal();
}
