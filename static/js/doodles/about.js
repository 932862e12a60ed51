// The page on what it means to give drawings: the question, answered here for this tab's game as well.

import { fetchLanguage } from "../language.js";
import { Connection } from "../net.js";
import { socketWith } from "../socket.js";
import { keepGiver, loadGiver } from "../storage.js";
import { Giver } from "./giver.js";
import { givePanel } from "./givepanel.js";
import { giveTexts } from "./givetexts.js";

const place = document.getElementById("give");
if (place) {
  const language = await fetchLanguage(place.dataset.language);
  const heard = {
    link: (up) => up || giver.lost(),
    resumed: (round, match, collect) => giver.welcomed(collect),
    problem() {}, // the giver says what became of an answer
  };
  const net = new Connection(socketWith({}), { heard });
  const ask = (name, fields) => net.tell(name, fields);
  const giver = new Giver({ ask, saved: loadGiver(), keep: keepGiver, changed: () => show(), language: language.lang });
  const show = givePanel(place, giver, giveTexts(language), { where: true });
}
