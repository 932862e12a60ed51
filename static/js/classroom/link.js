// The line between a page of a room and the server: asks, and for host and wall also hello and coming back. Knows no document.

import { VERSION } from "../wire.js";
import { insist } from "./insist.js";
import { codeOf } from "./pupil.js";

const ANSWER_MS = 8000;
const PAUSE_MS = 1000; // before calling again a server that hung up

/** What the address of a room's pages says: where there are several servers, nginx goes by `tab`, and all of a class meet at one. */
export const queryOf = (code) => ({ tab: codeOf(code) });

/** Calls again where this room's pages meet, if the line was not made for it; the next hello is said there. Returns whether it does. */
export function meet(socket, code) {
  const query = queryOf(code);
  const { opts } = socket.io;
  if (opts.query?.tab === query.tab) return false;
  opts.query = query;
  socket.disconnect().connect();
  return true;
}

/** Resolves to the acknowledgement, which has a `problem` where the server refused. */
const asked = (socket, name, fields) =>
  new Promise((resolve) => {
    socket.timeout(ANSWER_MS).emit(name, fields, (error, ack) => resolve(error ? { problem: { code: "silent" } } : ack));
  });

/**
 * The line of a page without a pen. welcome(): called after each hello, to enter the room (again). heard: {link(up), room(m),
 * frame(m), gone(m), problem(p)}. A welcome() that resolves to a problem which passes is called again. Returns ask(name, fields),
 * which resolves to the acknowledgement, with a `problem` where the server refused, or there is no link.
 */
export function lineTo(socket, welcome, heard) {
  let greeted = false;

  async function come() {
    const problem = greeted ? null : await hello();
    return problem ?? welcome();
  }

  /** Resolves to the problem, or to null. A line on which nothing is answered is dead, though nobody has noticed yet. */
  async function hello() {
    const { problem = null } = await asked(socket, "hello", { version: VERSION });
    greeted = problem === null;
    if (greeted) heard.link(true);
    else if (problem.code !== "silent") heard.problem(problem);
    else if (socket.connected) socket.disconnect().connect();
    return problem;
  }

  const coming = insist(come);
  socket.on("connect", coming.go);
  socket.on("disconnect", (reason) => {
    greeted = false;
    coming.stop();
    heard.link(false);
    if (reason === "io server disconnect") setTimeout(() => socket.connect(), PAUSE_MS);
  });
  for (const name of ["room", "frame", "gone", "problem"]) socket.on(name, (message) => heard[name](message));
  if (socket.connected) coming.go();
  return (name, fields = {}) => (greeted ? asked(socket, name, fields) : Promise.resolve({ problem: { code: "silent" } }));
}

/** What pupils on the same network type before the code: "192.168.1.20:5000/join". A laptop that plays to itself knows itself as localhost. */
export async function joinAddress(code) {
  try {
    const answer = await fetch(`/rooms/${encodeURIComponent(code)}/link.json`);
    const { host } = new URL((await answer.json()).link);
    return `${host}/join`;
  } catch {
    return `${location.host}/join`;
  }
}
