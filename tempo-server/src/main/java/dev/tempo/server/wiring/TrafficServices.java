package dev.tempo.server.wiring;

import dev.tempo.server.http.Tickets;
import dev.tempo.server.http.filter.RateLimiter;
import dev.tempo.server.http.socket.WebSocketSessions;

/**
 * What counts and carries requests.
 *
 * @param limiter refuses too many of them
 * @param tickets open WebSockets
 * @param sockets the WebSockets that are open
 */
record TrafficServices(RateLimiter limiter, Tickets tickets, WebSocketSessions sockets) {

  static TrafficServices of(ServerContext context) {
    return new TrafficServices(
        new RateLimiter(context.time(), context.settings().guarding().requestsPerMinute()),
        new Tickets(context.time()),
        new WebSocketSessions());
  }
}
