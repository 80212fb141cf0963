import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Those to be told, by connection. */
const waitingOn = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `ended` once, when a response has been sent or never will be.
 *
 * The 'close' of the response is not enough: of several requests sent at once on one connection (pipelining) Node knows
 * only the response whose turn it is, and the others never hear that the connection has broken.
 */
export function onResponseEnd(response: ServerResponse, ended: () => void): void {
  const { socket } = response.req;
  if (response.closed || socket.destroyed) {
    ended();
    return;
  }
  const waiting = waitingOn.get(socket) ?? listenTo(socket);
  const end = (): void => {
    if (waiting.delete(end)) ended();
  };
  waiting.add(end);
  response.once('close', end);
}

function listenTo(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  waitingOn.set(socket, waiting);
  socket.once('close', () => {
    for (const end of waiting) end();
  });
  return waiting;
}
