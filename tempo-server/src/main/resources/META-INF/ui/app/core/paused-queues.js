// Which queues are paused, as far as one may know: the server tells it when the socket opens and when it changes.

import { get } from './api.js';
import { events } from './events.js';

let list = [];
const hosts = new Set();

/** The paused queues, each with its name, and who paused it when, if that is known. */
export const pausedQueues = () => list;

/** Renders a Lit element again when they change. */
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
