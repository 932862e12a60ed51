// A round's log as it outlives a reload: in pieces, each of them what came since the one before. So lifting the pen writes the
// newest stroke, however much has been drawn.

export class Pieces {
  #place;
  #name;
  #round = null; // whose log is written
  #count = 0; // of its pieces
  #entries = 0; // in them

  /** place: {read(key) -> value | null, write(key, value) -> whether it was kept, remove(key)}. name: what the keys begin with. */
  constructor(place, name) {
    [this.#place, this.#name] = [place, name];
  }

  /** Writes what is new of a round's log (as InkLog.toJSON() has it). Returns what load() needs to find it again. */
  keep(round, { entries, acknowledged }) {
    if (round !== this.#round || entries.length < this.#entries) this.#begin(round);
    const news = entries.slice(this.#entries);
    if (news.length > 0 && this.#place.write(this.#key(this.#count), news)) {
      this.#count += 1;
      this.#entries = entries.length;
    }
    return { acknowledged: Math.min(acknowledged, this.#entries), pieces: this.#count };
  }

  /** The log of a round. kept: what keep() returned. What is missing, or broken, ends it. */
  load(round, { acknowledged, pieces }) {
    const entries = [];
    [this.#round, this.#count] = [round, 0];
    for (let piece = this.#read(0); piece && this.#count < pieces; piece = this.#read(this.#count)) {
      entries.push(...piece);
      this.#count += 1;
    }
    this.#entries = entries.length;
    return { entries, acknowledged: Math.min(acknowledged, entries.length) };
  }

  #begin(round) {
    for (let index = 0; this.#read(index); index += 1) this.#place.remove(this.#key(index));
    [this.#round, this.#count, this.#entries] = [round, 0, 0];
  }

  #read(index) {
    return this.#place.read(this.#key(index));
  }

  #key(index) {
    return `${this.#name}.${index}`;
  }
}
