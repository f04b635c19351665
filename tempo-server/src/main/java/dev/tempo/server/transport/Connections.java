package dev.tempo.server.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The connections that are open, in all and of each client. Thread-safe. */
final class Connections {
  private static final int NETWORK_BYTES = 8;

  private final Limits limits;
  private final Set<Wire> all = new LinkedHashSet<>();
  private final Map<String, Set<Wire>> byClient = new HashMap<>();
  private final List<CountDownLatch> untilNone = new ArrayList<>();

  Connections(Limits limits) {
    this.limits = limits;
  }

  /**
   * Takes a connection in, if need be in the place of one that waits, which is cut.
   *
   * @param manyClients whether its address has no limit of its own
   * @return false if there is no room
   */
  synchronized boolean admit(Wire wire, boolean manyClients) {
    Set<Wire> same = byClient.getOrDefault(client(wire), Set.of());
    if (!manyClients && same.size() >= limits.perClient() && !makeRoom(same.stream())) {
      return false;
    }
    if (all.size() >= limits.connections() && !makeRoom(all.stream())) {
      return false;
    }
    all.add(wire);
    byClient.computeIfAbsent(client(wire), c -> new LinkedHashSet<>()).add(wire);
    return true;
  }

  private boolean makeRoom(Stream<Wire> of) {
    Optional<Wire> oldest = longestWaiting(of);
    oldest.ifPresent(
        wire -> {
          wire.close();
          remove(wire);
        });
    return oldest.isPresent();
  }

  /** The one that it costs least to cut. */
  synchronized Optional<Wire> longestWaiting() {
    return longestWaiting(all.stream());
  }

  private static Optional<Wire> longestWaiting(Stream<Wire> of) {
    return of.filter(Wire::isWaiting)
        .min(
            Comparator.comparing(Wire::state)
                .thenComparing(Wire::idleFor, Comparator.reverseOrder()));
  }

  synchronized void remove(Wire wire) {
    all.remove(wire);
    byClient.computeIfPresent(
        client(wire), (client, same) -> same.remove(wire) && same.isEmpty() ? null : same);
    if (all.isEmpty()) {
      untilNone.forEach(CountDownLatch::countDown);
      untilNone.clear();
    }
  }

  /** Waits until there is none, or for so long by the clock of the machine. */
  void awaitNone(Duration timeout) {
    try {
      none().await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized CountDownLatch none() {
    CountDownLatch none = new CountDownLatch(all.isEmpty() ? 0 : 1);
    untilNone.add(none);
    return none;
  }

  synchronized List<Wire> all() {
    return List.copyOf(all);
  }

  synchronized int count() {
    return all.size();
  }

  /** An IPv6 network of 64 bits is one client: whoever has one has them all. */
  private static String client(Wire wire) {
    InetAddress address = wire.address();
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES))
        : address.getHostAddress();
  }
}
