// Tracks the paused queues that the user may see: the server sends them when the socket opens and when they change.

import { get } from './api.js';
import { events } from './events.js';

let list = [];
const hosts = new Set();

/** Returns the paused queues: `{ name, pausedBy?, pausedAt? }`. */
export const pausedQueues = () => list;

/** Lit reactive controller that updates its element when the paused queues change. */
export class PausedQueues {
  #host;

  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected() {
    hosts.add(this.#host);
  }

  hostDisconnected() {
    hosts.delete(this.#host);
  }
}

function set(queues) {
  list = queues;
  hosts.forEach((host) => host.requestUpdate());
}

events.on(['queues.paused'], ({ data }) => set(data.queues));
events.on(['state'], (state) => state === 'open' && set([])); // the server tells them next, if there are any
events.on(['resync'], async () => {
  if (events.state === 'polling') {
    const answer = await get('/api/queues').catch(() => null);
    set(answer ? answer.queues.filter((queue) => queue.paused) : list);
  }
});
