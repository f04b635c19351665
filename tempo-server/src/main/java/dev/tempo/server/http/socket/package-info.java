/**
 * WebSockets once they are admitted (RFC 6455): {@link
 * dev.tempo.server.http.socket.WebSocketSession} sends and receives on one of them, {@link
 * dev.tempo.server.http.socket.WebSocketSessions} knows all that are open.
 */
package dev.tempo.server.http.socket;
