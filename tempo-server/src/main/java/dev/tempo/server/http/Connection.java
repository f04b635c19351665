package dev.tempo.server.http;

/**
 * The connection that a request came over.
 *
 * @param peerPort the port at the other end
 * @param ownPort the port at this end
 */
public record Connection(int peerPort, int ownPort) {}
