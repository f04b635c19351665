/**
 * Connections, below the web server: accepting them, how many there may be and how long they may
 * take, where a request begins and ends (RFC 9112), and the frames of WebSockets (RFC 6455). Begin
 * with {@link dev.tempo.server.transport.Listener}.
 */
package dev.tempo.server.transport;
