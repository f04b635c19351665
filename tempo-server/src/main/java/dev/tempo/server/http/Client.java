package dev.tempo.server.http;

/**
 * Where a request comes from.
 *
 * @param address the client's address; what a trusted proxy says, or else the peer's
 * @param host the {@code Host} that was asked for, without the port
 * @param secure true if the client speaks HTTPS, to this server or to a trusted proxy
 * @param forwarded true if the request names a proxy, trusted or not
 */
public record Client(String address, String host, boolean secure, boolean forwarded) {}
