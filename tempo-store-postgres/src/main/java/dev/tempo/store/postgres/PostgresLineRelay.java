package dev.tempo.store.postgres;

import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore.WakeUpListener;
import dev.tempo.store.cluster.LineRelay;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.jdbc.UuidCodec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines pass through a table that is not logged: a row for what a run wrote since the last flush.
 * Who watches says so in a table, too, and again every few seconds, so that a watcher that died is
 * forgotten. One thread flushes, renews and clears away. Thread-safe.
 */
final class PostgresLineRelay implements LineRelay, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLineRelay.class);
  private static final String WATCH_TOPIC = "watch";
  private static final String LINES_TOPIC = "lines";
  private static final long FLUSH_NANOS = Duration.ofMillis(25).toNanos();
  private static final long RENEW_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Duration WATCH = Duration.ofSeconds(20);
  private static final Duration KEPT = Duration.ofSeconds(30);
  private static final int MOST_LINES = 20_000;
  private static final long CLOSE_SECONDS = 5;

  private static final String SAVE_WATCH =
      "INSERT INTO log_watch (watcher, run, ends_at) VALUES (?, ?, "
          + PostgresNodes.NOW
          + " + ?) ON CONFLICT (watcher) DO UPDATE SET ends_at = excluded.ends_at";
  private static final String WATCHED =
      "SELECT DISTINCT run FROM log_watch WHERE ends_at > " + PostgresNodes.NOW;
  private static final String APPEND =
      "INSERT INTO log_tail (run, last_line, data, made_at) SELECT u.run, u.last_line, u.data, "
          + PostgresNodes.NOW
          + " FROM unnest(?::bytea[], ?::int8[], ?::bytea[]) AS u (run, last_line, data)"
          + " ON CONFLICT (run, last_line) DO UPDATE SET data = excluded.data";
  private static final String AFTER =
      "SELECT data FROM log_tail WHERE run = ? AND last_line > ? ORDER BY last_line LIMIT ?";

  private final ChannelNotifier notifier;
  private final NotificationListener listener;
  private final ControlSession writing;
  private final ControlSession reading;
  private final Map<UUID, Watching> watches = new ConcurrentHashMap<>();
  private volatile Set<UUID> watched = Set.of();
  private volatile Consumer<UUID> onWatched = run -> {};
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<UUID, List<LogLine>> waiting = new LinkedHashMap<>();
  private int waitingLines;
  private boolean serves;
  private boolean listens;
  private boolean asked;
  private boolean closed;
  private @Nullable Thread thread;
  private long renewedAt;

  /** A run that is watched here, and who is told of its lines. */
  private record Watching(UUID runId, Runnable onLines) {}

  PostgresLineRelay(
      PostgresConnections connections,
      PostgresErrors errors,
      ChannelNotifier notifier,
      NotificationListener listener) {
    this.notifier = notifier;
    this.listener = listener;
    this.writing = new ControlSession(connections, errors, "tail");
    this.reading = new ControlSession(connections, errors, "tail-reader");
  }

  @Override
  public Watch watch(UUID runId, Runnable onLines) {
    UUID watcher = UUID.randomUUID();
    watches.put(watcher, new Watching(runId, onLines));
    try {
      begin();
      save(watcher, runId);
      notifier.wake(WATCH_TOPIC, runId.toString());
    } catch (RuntimeException e) {
      watches.remove(watcher); // or it would be renewed for ever
      throw e;
    }
    return () -> {
      watches.remove(watcher);
      try {
        reading.repeat(
            c -> Sql.of(c, "DELETE FROM log_watch WHERE watcher = ?", watcher).execute());
        notifier.wake(WATCH_TOPIC, "");
      } catch (StoreException e) {
        LOG.debug("A watch could not be ended; it ends by itself", e);
      }
    };
  }

  private void save(UUID watcher, UUID runId) {
    reading.repeat(c -> Sql.of(c, SAVE_WATCH, watcher, runId, WATCH.toMillis()).execute());
  }

  @Override
  public void serve(Consumer<UUID> target) {
    onWatched = target;
    lock.lock();
    try {
      serves = true;
      asked = true;
    } finally {
      lock.unlock();
    }
    begin();
  }

  /** The thread and what is listened to are there as soon as somebody watches or writes. */
  private void begin() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (!listens) {
        listens = true;
        listener.listen(List.of(WATCH_TOPIC, LINES_TOPIC), new Told());
      }
      if (thread == null) {
        thread = Thread.ofPlatform().name("tempo-postgres-tail").daemon().start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What other nodes say. */
  private final class Told implements WakeUpListener {
    @Override
    public void wokenUp(String topic, String payload) {
      if (topic.equals(WATCH_TOPIC)) {
        ask();
      } else {
        tell(payload);
      }
    }

    @Override
    public void mayHaveMissed() {
      ask();
      watches.values().forEach(each -> each.onLines().run());
    }
  }

  private void ask() {
    lock.lock();
    try {
      asked = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void tell(String runId) {
    watches.values().stream()
        .filter(each -> each.runId().toString().equals(runId))
        .forEach(each -> each.onLines().run());
  }

  @Override
  public boolean isWatched(UUID runId) {
    return watched.contains(runId);
  }

  @Override
  public void append(UUID runId, List<LogLine> lines) {
    if (!isWatched(runId) || lines.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (waitingLines + lines.size() > MOST_LINES) { // the store has them
        waiting.clear();
        waitingLines = 0;
      }
      waiting.computeIfAbsent(runId, run -> new ArrayList<>()).addAll(lines);
      waitingLines += lines.size();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<LogLine> after(UUID runId, long line, int limit) {
    List<LogLine> found = new ArrayList<>();
    reading
        .repeat(c -> Sql.of(c, AFTER, runId, line, limit).all(row -> row.bytes("data")))
        .forEach(
            data ->
                LogChunk.of(data, false).lines().stream()
                    .filter(each -> each.number() > Math.max(line, last(found)))
                    .forEach(found::add));
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  private static long last(List<LogLine> lines) {
    return lines.isEmpty() ? 0 : lines.getLast().number();
  }

  private void run() {
    renewedAt = System.nanoTime();
    long flushedAt = renewedAt - FLUSH_NANOS;
    while (true) {
      try {
        if (!await(flushedAt)) {
          return;
        }
        lookWhoWatches();
        flushedAt = System.nanoTime();
        flush();
        renew();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) { // those who watch read the store all the same
        LOG.debug("Lines could not be passed on", e);
      }
    }
  }

  /** Waits for something to do, and for the next flush; false at the end. */
  private boolean await(long flushedAt) throws InterruptedException {
    lock.lock();
    try {
      long untilRenewal = renewedAt + RENEW_NANOS - System.nanoTime();
      while (!closed && !asked && waiting.isEmpty() && untilRenewal > 0) {
        untilRenewal = changed.awaitNanos(untilRenewal);
      }
      long untilFlush = flushedAt + FLUSH_NANOS - System.nanoTime();
      while (!closed && !waiting.isEmpty() && untilFlush > 0) {
        untilFlush = changed.awaitNanos(untilFlush);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void lookWhoWatches() {
    lock.lock();
    try {
      if (!asked || !serves) {
        asked = false;
        return;
      }
      asked = false;
    } finally {
      lock.unlock();
    }
    Set<UUID> before = watched;
    Set<UUID> now = Set.copyOf(writing.repeat(c -> Sql.of(c, WATCHED).all(row -> row.id("run"))));
    watched = now;
    Set<UUID> begun = new HashSet<>(now);
    begun.removeAll(before);
    begun.forEach(onWatched);
  }

  private void flush() {
    Map<UUID, List<LogLine>> lines;
    lock.lock();
    try {
      lines = new LinkedHashMap<>(waiting);
      waiting.clear();
      waitingLines = 0;
    } finally {
      lock.unlock();
    }
    List<UUID> runs = new ArrayList<>();
    List<LogChunk> chunks = new ArrayList<>();
    lines.forEach(
        (run, all) -> {
          for (List<LogLine> piece : pieces(inOrder(all))) {
            runs.add(run);
            chunks.add(LogChunk.pack(piece, false));
          }
        });
    if (!runs.isEmpty()) {
      writing.repeat(connection -> append(connection, runs, chunks));
      lines.keySet().forEach(run -> notifier.wake(LINES_TOPIC, run.toString()));
    }
  }

  /** Each once: to whoever begins to watch, lines are passed on that others were given before. */
  private static List<LogLine> inOrder(List<LogLine> lines) {
    SortedMap<Long, LogLine> byNumber = new TreeMap<>();
    lines.forEach(line -> byNumber.put(line.number(), line));
    return List.copyOf(byNumber.values());
  }

  /** As chunks hold them: consecutive, and not too many. */
  private static List<List<LogLine>> pieces(List<LogLine> lines) {
    List<List<LogLine>> pieces = new ArrayList<>();
    List<LogLine> piece = List.of();
    int bytes = 0;
    for (LogLine line : lines) {
      int length = line.text().getBytes(StandardCharsets.UTF_8).length;
      if (piece.isEmpty()
          || line.number() != piece.getLast().number() + 1
          || piece.size() == LogChunk.MAX_LINES
          || bytes + length >= LogChunk.MAX_TEXT_BYTES) {
        piece = new ArrayList<>();
        pieces.add(piece);
        bytes = 0;
      }
      piece.add(line);
      bytes += length + 1; // with its end
    }
    return pieces;
  }

  private static int append(Connection connection, List<UUID> runs, List<LogChunk> chunks)
      throws SQLException {
    try (PreparedStatement append = connection.prepareStatement(APPEND)) {
      byte[][] ids = runs.stream().map(UuidCodec::bytes).toArray(byte[][]::new);
      append.setArray(1, connection.createArrayOf("bytea", ids));
      Long[] last = chunks.stream().map(LogChunk::lastLine).toArray(Long[]::new);
      append.setArray(2, connection.createArrayOf("int8", last));
      byte[][] data = chunks.stream().map(LogChunk::data).toArray(byte[][]::new);
      append.setArray(3, connection.createArrayOf("bytea", data));
      return append.executeUpdate();
    }
  }

  /** Every few seconds: watches from here go on, and what is old is cleared away. */
  private void renew() {
    if (System.nanoTime() - renewedAt < RENEW_NANOS) {
      return;
    }
    renewedAt = System.nanoTime();
    watches.forEach((watcher, watching) -> save(watcher, watching.runId()));
    watches.values().forEach(each -> each.onLines().run());
    boolean writes = !watched.isEmpty();
    if (writes || !watches.isEmpty()) {
      String old = " < " + PostgresNodes.NOW + " - ?";
      writing.repeat(
          c -> Sql.of(c, "DELETE FROM log_tail WHERE made_at" + old, KEPT.toMillis()).execute());
      writing.repeat(c -> Sql.of(c, "DELETE FROM log_watch WHERE ends_at" + old, 0).execute());
    }
    if (serves) {
      ask();
    }
  }

  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      changed.signal();
      running = thread;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      try {
        running.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    writing.close();
    reading.close();
  }
}
