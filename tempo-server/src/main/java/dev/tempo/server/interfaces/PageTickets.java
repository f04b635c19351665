package dev.tempo.server.interfaces;

import dev.tempo.server.security.authorization.Caller;
import dev.tempo.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tickets that let into one interface, once, for half a minute. Kept in memory only, and as hashes.
 * Thread-safe.
 */
final class PageTickets {
  static final Duration LIFE = Duration.ofSeconds(30);

  private static final int BYTES = 32;
  private static final int MOST = 10_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, Ticket> tickets = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final TimeSource time;

  PageTickets(TimeSource time) {
    this.time = time;
  }

  private record Ticket(UUID interfaceId, Caller holder, long untilNanos) {}

  /** A secret of 256 random bits, in characters that need no quotes anywhere. */
  static String secret() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String hash(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  String make(UUID interfaceId, Caller holder) {
    String text = secret();
    lock.lock();
    try {
      long now = time.nanoTime();
      tickets.values().removeIf(ticket -> ticket.untilNanos - now <= 0);
      if (tickets.size() < MOST) {
        tickets.put(hash(text), new Ticket(interfaceId, holder, now + LIFE.toNanos()));
      }
      return text;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a ticket, which is worth nothing from now on; empty if it does not let in there. */
  Optional<Caller> redeem(UUID interfaceId, String text) {
    lock.lock();
    try {
      Optional<Ticket> ticket = Optional.ofNullable(tickets.remove(hash(text)));
      return ticket
          .filter(one -> one.interfaceId().equals(interfaceId))
          .filter(one -> one.untilNanos() - time.nanoTime() > 0)
          .map(Ticket::holder);
    } finally {
      lock.unlock();
    }
  }
}
