package dev.tempo.server.http;

import dev.tempo.server.security.authorization.AccessTable;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.time.TimeSource;
import io.helidon.common.uri.UriPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tickets for what a browser opens without a header: a WebSocket, or a download by a link. One lets
 * in once, at one path, for half a minute, with what the credentials may that it was asked for
 * with; when those end, so does it. Kept as hashes, in memory only, or where all nodes find them
 * that share a database. Thread-safe.
 */
public final class Tickets {
  /** How long one counts. */
  public static final Duration LIFE = Duration.ofSeconds(30);

  /** More than this of one account, and the oldest are worth nothing. */
  private static final int MOST = 100;

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final List<Pattern> PATHS = paths();

  private final Map<String, Ticket> tickets = new HashMap<>();
  private final Map<UUID, Deque<String>> ofAccounts = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final TimeSource time;
  private volatile Optional<SharedTickets> shared = Optional.empty();

  /** Where any node takes what another one has made. Thread-safe. */
  public interface SharedTickets {

    /** Keeps one for a caller until a time. */
    void add(String hash, String path, Caller caller, Instant expiresAt);

    /** Takes one out that was kept for a path, and tells who it lets in; empty if there is none. */
    Optional<Supplier<Optional<Caller>>> take(String hash, String path);
  }

  /** None so far. */
  public Tickets(TimeSource time) {
    this.time = time;
  }

  /** Keeps tickets where other nodes find them, from now on. */
  public void share(SharedTickets tickets) {
    shared = Optional.of(tickets);
  }

  /**
   * A ticket that was just made.
   *
   * @param text what to show
   * @param expiresAt when it ends
   */
  public record Made(String text, Instant expiresAt) {}

  /** Whether what lies at a path takes tickets. */
  public static boolean areTakenAt(String path) {
    return decoded(path)
        .filter(text -> PATHS.stream().anyMatch(pattern -> pattern.matcher(text).matches()))
        .isPresent();
  }

  private static Optional<String> decoded(String path) {
    try {
      return Optional.of(UriPath.create(path).path());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes a ticket for whoever calls.
   *
   * @param path where it shall let in, as it will be asked for, without a query
   */
  public Made make(ApiRequest call, String path) {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant expiresAt = time.nowMillis().plus(LIFE);
    if (shared.isPresent()) {
      shared.get().add(hash(text), decoded(path).orElse(""), call.caller(), expiresAt);
      return new Made(text, expiresAt);
    }
    Ticket ticket =
        new Ticket(
            call.caller().userId(),
            decoded(path).orElse(""),
            time.nanoTime() + LIFE.toNanos(),
            call.admission().again());
    lock.lock();
    try {
      forgetExpired();
      add(hash(text), ticket);
    } finally {
      lock.unlock();
    }
    return new Made(text, expiresAt);
  }

  /**
   * Takes a ticket, which is worth nothing from now on.
   *
   * @param path the path that was asked for, decoded
   * @return what tells who it lets in; empty if it is unknown, used, too old or for another path
   */
  public Optional<Supplier<Optional<Caller>>> redeem(String text, String path) {
    if (shared.isPresent()) {
      return shared.get().take(hash(text), path);
    }
    lock.lock();
    try {
      Optional<Ticket> ticket = remove(hash(text));
      return ticket
          .filter(known -> known.path.equals(path) && known.untilNanos - time.nanoTime() > 0)
          .map(Ticket::again);
    } finally {
      lock.unlock();
    }
  }

  private void add(String hash, Ticket ticket) {
    Deque<String> own = ofAccounts.computeIfAbsent(ticket.userId, id -> new ArrayDeque<>());
    own.addLast(hash);
    tickets.put(hash, ticket);
    if (own.size() > MOST) {
      tickets.remove(own.removeFirst());
    }
  }

  private Optional<Ticket> remove(String hash) {
    Optional<Ticket> ticket = Optional.ofNullable(tickets.remove(hash));
    ticket.ifPresent(
        known ->
            ofAccounts.computeIfPresent(
                known.userId,
                (id, own) -> {
                  own.remove(hash);
                  return own.isEmpty() ? null : own;
                }));
    return ticket;
  }

  private void forgetExpired() {
    long now = time.nanoTime();
    List<String> expired =
        tickets.entrySet().stream()
            .filter(entry -> entry.getValue().untilNanos - now <= 0)
            .map(Map.Entry::getKey)
            .toList();
    expired.forEach(this::remove);
  }

  private static List<Pattern> paths() {
    Stream<String> now =
        AccessTable.rows().entrySet().stream()
            .filter(row -> row.getValue().byTicket())
            .map(row -> row.getKey().substring(row.getKey().indexOf(' ') + 1));
    Stream<String> older =
        LegacyPaths.rows().stream().filter(LegacyPaths.Row::isSocket).map(LegacyPaths.Row::from);
    return Stream.concat(now, older).map(Tickets::pattern).toList();
  }

  private static Pattern pattern(String path) {
    String parts = path.replace("{path}", ".+").replaceAll("\\{[^}]+}", "[^/]+");
    return Pattern.compile(parts);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private record Ticket(
      UUID userId, String path, long untilNanos, Supplier<Optional<Caller>> again) {}
}
