// The page on what it means to give drawings: the question, answered here for this tab's game as well.

import { asker } from "../classroom/link.js";
import { fetchLanguage } from "../language.js";
import { socketWith } from "../socket.js";
import { keepGiver, loadGiver } from "../storage.js";
import { VERSION } from "../wire.js";
import { Giver } from "./giver.js";
import { givePanel } from "./givepanel.js";
import { giveTexts } from "./givetexts.js";

const place = document.getElementById("give");
if (place) {
  const language = await fetchLanguage(place.dataset.language);
  const socket = socketWith({});
  const ask = asker(socket);
  const giver = new Giver({ ask, saved: loadGiver(), keep: keepGiver, changed: () => show(), language: language.lang });
  const show = givePanel(place, giver, giveTexts(language), { where: true });
  const hello = async () => {
    const { collect = false } = await ask("hello", { version: VERSION });
    return giver.welcomed(collect);
  };
  socket.on("connect", hello);
  socket.on("disconnect", () => giver.lost());
  if (socket.connected) hello();
}
