package dev.tempo.server.tunnel;

import dev.tempo.server.message.Languages;
import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * What a tunnel needs to know. Immutable.
 *
 * @param address to listen on, as the server does
 * @param hosts by which names browsers reach pages
 * @param trustedProxies whose word counts about where requests come from
 * @param languages for what the tunnel says itself
 * @param limits of sizes and times
 */
public record TunnelSettings(
    InetAddress address,
    PageHosts hosts,
    Predicate<InetAddress> trustedProxies,
    Languages languages,
    TunnelLimits limits) {}
