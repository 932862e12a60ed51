// The list of players on the host's page, and what can be done about each of them.

import { button, make } from "../dom.js";
import { MAX_NAME, MAX_TEAMS } from "../roomwire.js";
import { openDialog } from "./hostdialog.js";
import { pressed } from "./pressed.js";
import { keyed, repainted } from "./repainted.js";

const FACTORS = [1, 10, null]; // null: no clock

/** place: the <ul>. doing(fields): asks the server to. dialog: a <dialog> for what one player needs. Returns render(room). */
export function hostPlayers(place, texts, doing, dialog) {
  let shown = "";
  return (room) => {
    const key = JSON.stringify([room.members, room.mode, room.phase]);
    if (key === shown) return;
    shown = key;
    const rows = room.members.map((member) => rowOf(member, room, texts, () => more(member, room)));
    repainted(place, () => place.replaceChildren(...(rows.length > 0 ? rows : [make("li", "host-note", texts.nobodyYet)])));
  };

  function more({ member, name, hidden, timer, team }, room) {
    const close = (fields) => {
      doing({ member, ...fields });
      dialog.close();
    };
    const field = make("input", "field");
    [field.value, field.maxLength] = [name, MAX_NAME];
    field.setAttribute("aria-label", texts.newName(name));
    const rename = make("form", "host-row", field, make("button", "press", texts.rename));
    rename.addEventListener("submit", (event) => {
      event.preventDefault();
      close({ do: "rename", ...(field.value.trim() && { name: field.value.trim() }) });
    });
    const teams = room.mode === "relay" ? [...Array(MAX_TEAMS).keys()].slice(0, room.settings?.teams ?? 2) : [];
    openDialog(
      dialog,
      name,
      rename,
      make("p", "host-setting-name", texts.timerFor(name)),
      make("div", "host-row", ...timers(timer, texts, (factor) => close({ do: "timer", factor }))),
      make("div", "host-row", ...teams.map((one) => pressed(texts.team(one), one === team, () => close({ do: "team", team: one })))),
      make("div", "host-row", button("press", hidden ? texts.show : texts.hide, () => close({ do: "hide", on: !hidden })), button("press is-bad", texts.remove, () => close({ do: "remove" }))),
      button("press is-main", texts.doneChoosing, () => dialog.close()),
    );
  }
}

function rowOf({ member, name, here, status, score, team }, { mode, phase }, texts, more) {
  const about = [here ? (phase === "drawing" ? texts.status[status] : "") : texts.away, mode === "relay" ? texts.team(team ?? 0) : ""].filter(Boolean).join(" · ");
  const act = keyed(button("press is-plain player-more", "⋯", more), member);
  act.setAttribute("aria-label", texts.actions(name));
  const row = make("li", "player", make("span", "player-name", name), make("span", "player-status", about), make("span", "player-score", String(score ?? 0)), act);
  row.classList.toggle("is-away", !here);
  row.dataset.status = status;
  return row;
}

/** How much longer a clock is, for one or for all. set(factor) */
export const timers = (timer, texts, set) => FACTORS.map((factor) => pressed(texts.timer[factor ?? "none"], factor === timer, () => set(factor)));
