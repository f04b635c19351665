package dev.tempo.store.memory;

import dev.tempo.internal.message.LogMessages;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogStorageException;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.LogHitCollector;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import dev.tempo.store.LogTotals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Keeps logs in memory, packed, for as long as it lives: for tests, and for hosts that need nothing
 * kept. Searches look at every chunk. Thread-safe.
 */
public final class MemoryLogStore implements LogStore {

  private static final int MAX_TEXT_BYTES = 1024 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<UUID, Log> logs = new HashMap<>();
  private final TreeMap<Long, Entry> chunks = new TreeMap<>();
  private long lastId;
  private boolean closed;

  /** An empty store. */
  public MemoryLogStore() {}

  private record Entry(Log log, LogChunk chunk) {}

  private static final class Log {
    final RunLogInfo key;
    final TreeMap<Long, Long> idByFirstLine = new TreeMap<>();
    SpoolPosition position = SpoolPosition.START;
    long lineCount;
    boolean finished;

    Log(RunLogInfo key) {
      this.key = key;
    }
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    lock.lock();
    try {
      requireOpen();
      Log log = logs.get(append.key().runId());
      requireNoHole(append, log == null ? 0 : log.lineCount);
      if (log == null) {
        log = new Log(append.key());
        logs.put(append.key().runId(), log);
      }
      put(append, log);
      return CompletableFuture.completedFuture(null);
    } catch (LogStorageException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new LogStorageException(
          LogStorageException.Reason.CLOSED, LogMessages.STORE_CLOSED.text());
    }
  }

  private static void requireNoHole(Append append, long lineCount) {
    if (!append.chunks().isEmpty() && append.chunks().getFirst().firstLine() > lineCount + 1) {
      throw new LogStorageException(
          LogStorageException.Reason.OTHER,
          String.format(
              Locale.ROOT,
              "Run %s has %d lines stored, but the next to store is line %d",
              append.key().runId(),
              lineCount,
              append.chunks().getFirst().firstLine()));
    }
  }

  private void put(Append append, Log log) {
    for (LogChunk chunk : append.chunks()) {
      Long id = log.idByFirstLine.computeIfAbsent(chunk.firstLine(), first -> ++lastId);
      chunks.put(id, new Entry(log, chunk));
      log.lineCount = chunk.lastLine();
    }
    log.position = append.position();
    log.finished = append.last();
  }

  @Override
  public Optional<Tail> tail(UUID runId) {
    return locked(() -> Optional.ofNullable(logs.get(runId)).map(this::tailOf));
  }

  private Tail tailOf(Log log) {
    Optional<LogChunk> open =
        Optional.ofNullable(log.idByFirstLine.lastEntry())
            .map(last -> chunks.get(last.getValue()).chunk())
            .filter(chunk -> !chunk.sealed());
    return new Tail(log.lineCount, log.position, open);
  }

  @Override
  public List<LogLine> lines(UUID runId, long fromLine, int limit, Set<LogLine.Stream> streams) {
    List<LogLine> lines = new ArrayList<>();
    long text = 0;
    for (LogChunk chunk : chunksFrom(runId, fromLine)) {
      if (lines.size() >= limit || text >= MAX_TEXT_BYTES) {
        break;
      }
      for (LogLine line : chunk.lines()) {
        if (line.number() >= fromLine
            && streams.contains(line.stream())
            && lines.size() < limit
            && text < MAX_TEXT_BYTES) {
          lines.add(line);
          text += line.text().length();
        }
      }
    }
    return lines;
  }

  private List<LogChunk> chunksFrom(UUID runId, long fromLine) {
    return locked(
        () -> {
          Log log = logs.get(runId);
          if (log == null || log.idByFirstLine.isEmpty()) {
            return List.of();
          }
          Long first = log.idByFirstLine.floorKey(fromLine);
          return log.idByFirstLine.tailMap(first == null ? 0 : first).values().stream()
              .map(id -> chunks.get(id).chunk())
              .toList();
        });
  }

  @Override
  public long count(UUID runId) {
    return locked(() -> Optional.ofNullable(logs.get(runId)).map(log -> log.lineCount).orElse(0L));
  }

  @Override
  public LogHits search(LogQuery query) {
    LogHitCollector collector = new LogHitCollector(query);
    Map.Entry<Long, Entry> next = locked(() -> chunks.floorEntry(collector.newestChunk()));
    while (next != null && !collector.isDone()) {
      offer(query, collector, next);
      long before = next.getKey();
      next = locked(() -> chunks.lowerEntry(before));
    }
    return collector.page();
  }

  private static void offer(
      LogQuery query, LogHitCollector collector, Map.Entry<Long, Entry> candidate) {
    RunLogInfo key = candidate.getValue().log().key;
    boolean job = query.jobs().isEmpty() || query.jobs().contains(key.jobId());
    boolean starter =
        query.startedBy().isEmpty()
            || key.starter().filter(query.startedBy()::contains).isPresent();
    boolean label = query.label().isEmpty() || query.label().equals(key.label());
    if (job && starter && label) {
      collector.offer(
          candidate.getKey(),
          key.runId(),
          key.jobId(),
          () -> Optional.of(candidate.getValue().chunk()));
    }
  }

  @Override
  public int delete(Collection<UUID> runIds) {
    return locked(() -> runIds.stream().mapToInt(this::delete).sum());
  }

  private int delete(UUID runId) {
    Log log = logs.get(runId);
    if (log == null || !log.finished) {
      return 0;
    }
    logs.remove(runId);
    chunks.keySet().removeAll(log.idByFirstLine.values());
    return 1;
  }

  /** Does nothing: memory of deleted logs is free at once. */
  @Override
  public void compact() {
    locked(() -> true);
  }

  @Override
  public LogTotals totals() {
    return totals(any -> true);
  }

  @Override
  public LogTotals totals(String starter) {
    return totals(log -> log.key.starter().filter(starter::equals).isPresent());
  }

  private LogTotals totals(Predicate<Log> counted) {
    return locked(
        () -> {
          List<Log> found = logs.values().stream().filter(counted).toList();
          long lines = found.stream().mapToLong(log -> log.lineCount).sum();
          long bytes =
              chunks.values().stream()
                  .filter(entry -> counted.test(entry.log()))
                  .mapToLong(entry -> entry.chunk().data().length)
                  .sum();
          return new LogTotals(found.size(), lines, bytes);
        });
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      logs.clear();
      chunks.clear();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      requireOpen();
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
