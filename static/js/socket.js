// The socket to the server: by WebSocket, or by polling where a school filters that, whether it refuses or never answers.

import { io } from "/static/vendor/socket.io.esm.min.js";

const OPEN_MS = 5000; // a way to the server that does not open in this time is not taken
const USUAL = { transports: ["websocket", "polling"], tryAllTransports: true, timeout: OPEN_MS, reconnectionDelay: 300, reconnectionDelayMax: 3000 };

/**
 * Calls the server, and again whenever the link is lost. query: what the address says besides. A WebSocket that fails leaves the
 * next try to polling by itself; after one that neither opens nor fails it is polling first, and a WebSocket once that gets through.
 */
export function socketWith(query) {
  const socket = io({ ...USUAL, query });
  socket.on("connect_error", ({ message }) => {
    if (message === "timeout") socket.io.opts.transports = ["polling", "websocket"];
  });
  return socket;
}
