import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Bag } from './bag.js';

/** Those to be told, by connection. */
const waitingOn = new WeakMap<Socket, Bag<() => void>>();

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
  const place = waiting.add(ended);
  response.once('close', () => {
    if (waiting.take(place)) ended();
  });
}

function listenTo(socket: Socket): Bag<() => void> {
  const waiting = new Bag<() => void>();
  waitingOn.set(socket, waiting);
  socket.once('close', () => {
    for (const ended of waiting.takeAll()) ended();
  });
  return waiting;
}
