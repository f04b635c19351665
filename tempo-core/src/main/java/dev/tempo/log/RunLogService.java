package dev.tempo.log;

import dev.tempo.internal.message.LogMessages;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the logs of an engine's active runs, and reads any run's log, live or after its end. Starts
 * no thread and touches no file before the first line of any run. Thread-safe, and meant for
 * virtual threads too.
 */
public final class RunLogService implements AutoCloseable {

  /**
   * How much of one log may wait for the store before {@link RunLogWriter#write} waits too, in
   * bytes.
   */
  public static final long MAX_UNSAVED_BYTES = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(RunLogService.class);

  private final House house;
  private final long maxOutputBytes;
  private final Duration closeTimeout;
  private final Map<UUID, ActiveLog> active = new ConcurrentHashMap<>();
  private final AtomicReference<LogStorageException> problem = new AtomicReference<>();

  private RunLogService(Builder builder) {
    this.house = new House(builder);
    this.maxOutputBytes = builder.maxOutputBytes;
    this.closeTimeout = builder.closeTimeout;
  }

  /**
   * Begins to set up the logs of an engine.
   *
   * @param sink where they are kept; stays open when the logs are closed
   * @param clock gives lines their times
   */
  public static Builder builder(LogAppendStore sink, InstantSource clock) {
    return new Builder(sink, clock);
  }

  /** As {@link #open(RunLogInfo, long)}, with the output limit of all runs. */
  public RunLogWriter open(RunLogInfo key) {
    return open(key, maxOutputBytes);
  }

  /**
   * Opens the log of a run that becomes active. What an earlier process kept of it is found with
   * the first line, and numbers go on from there.
   *
   * @param maxOutputBytes how much of the run's output is kept; behind that comes one line that
   *     says so
   * @throws IllegalStateException when the run's log is open already
   * @throws IllegalArgumentException when the limit is negative
   */
  public RunLogWriter open(RunLogInfo key, long maxOutputBytes) {
    if (maxOutputBytes < 0) {
      throw new IllegalArgumentException("maxOutputBytes must not be negative: " + maxOutputBytes);
    }
    ActiveLog log = new ActiveLog(house, key, maxOutputBytes);
    if (active.putIfAbsent(key.runId(), log) != null) {
      throw new IllegalStateException("The log of run " + key.runId() + " is open already");
    }
    return log;
  }

  /**
   * Opens the log of a run that an earlier process left unfinished, and looks at once what was kept
   * of it: {@link RunLogWriter#finish()} then counts and completes that too, even when no line is
   * added.
   *
   * @throws IllegalStateException when the run's log is open already
   * @throws LogStorageException when it cannot be read; the log is not open then
   */
  public RunLogWriter resume(RunLogInfo key) {
    return resume(key, maxOutputBytes);
  }

  /** As {@link #resume(RunLogInfo)}, with an output limit of its own, as {@link #open} has. */
  public RunLogWriter resume(RunLogInfo key, long maxOutputBytes) {
    ActiveLog log = (ActiveLog) open(key, maxOutputBytes);
    try {
      log.load();
    } catch (LogStorageException e) {
      active.remove(key.runId(), log);
      throw e;
    }
    return log;
  }

  /** The log of a run that is active. */
  public Optional<RunLogWriter> active(UUID runId) {
    return Optional.ofNullable(active.get(runId));
  }

  /**
   * Passes on once more, as {@link Builder#relay} says, what may not be stored yet of an active
   * run; does nothing if it is not active.
   */
  public void relayUnsaved(UUID runId) {
    ActiveLog log = active.get(runId);
    if (log != null) {
      log.relayUnsaved();
    }
  }

  /**
   * Reads a run's log from a line on: everything behind that line, from the store and live, exactly
   * once and in order, to the end of the run's log. Of a run that is not active it gives what the
   * store has, then the end. A reader that is slower than the run reads what it missed from the
   * store.
   *
   * @param afterLine the last line the caller has; 0 for all
   */
  public LogReader read(UUID runId, long afterLine) {
    return read(runId, afterLine, LiveReader.WhenSlow.CATCH_UP);
  }

  /**
   * As {@link #read}, for those who would rather be up to date than complete: a reader that has
   * once caught up and then falls behind by more than the live lines that are held is told which
   * lines it missed, and goes on with newer ones.
   *
   * @param afterLine the last line the caller has; 0 for all
   */
  public LogReader readLive(UUID runId, long afterLine) {
    return read(runId, afterLine, LiveReader.WhenSlow.SKIP);
  }

  private LogReader read(UUID runId, long afterLine, LiveReader.WhenSlow whenSlow) {
    if (afterLine < 0) {
      throw new IllegalArgumentException("afterLine must not be negative: " + afterLine);
    }
    ActiveLog log = active.get(runId);
    return log == null
        ? new StoredReader(house.sink(), runId, afterLine)
        : log.read(afterLine, whenSlow);
  }

  /**
   * What is wrong if nothing that runs print was read for longer than so.
   *
   * @param timeout that a look may take, up to 36,525 days
   * @return empty while the reader goes on
   */
  public Optional<String> stallReason(Duration timeout) {
    return house.follower().stallReason(TimeBounds.span("longest", timeout));
  }

  /** Why lines cannot be stored at present; empty while all is well. */
  public Optional<LogStorageException> failure() {
    return Optional.ofNullable(problem.get());
  }

  /**
   * Stores what there is, for a few seconds at most, ends all readers, and stops. Logs that are not
   * finished can be resumed by a later process.
   */
  @Override
  public void close() {
    List<ActiveLog> logs = List.copyOf(active.values());
    List<CompletableFuture<LogSummary>> ends = logs.stream().map(ActiveLog::suspend).toList();
    try {
      CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
          .get(closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("Not all lines of {} logs could be stored in time", logs.size(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    logs.forEach(ActiveLog::abandon);
    logs.forEach(ActiveLog::close);
    house.stop();
  }

  private final class House implements LogContext {

    private final LogAppendStore sink;
    private final InstantSource clock;
    private final long ringBytes;
    private final long loadTimeoutNanos;
    private final BiConsumer<UUID, List<LogLine>> relay;
    private final PendingBytes backlog = new PendingBytes();
    private final SpoolReaderThread follower = new SpoolReaderThread();
    private final SpoolWatcher watcher = new SpoolWatcher(follower);

    House(Builder builder) {
      sink = builder.sink;
      clock = builder.clock;
      ringBytes = builder.ringBytes;
      loadTimeoutNanos = builder.loadTimeout.toNanos();
      relay = builder.relay;
    }

    @Override
    public long loadTimeoutNanos() {
      return loadTimeoutNanos;
    }

    @Override
    public LogAppendStore sink() {
      return sink;
    }

    @Override
    public InstantSource clock() {
      return clock;
    }

    @Override
    public long ringBytes() {
      return ringBytes;
    }

    @Override
    public BiConsumer<UUID, List<LogLine>> relay() {
      return relay;
    }

    @Override
    public PendingBytes backlog() {
      return backlog;
    }

    @Override
    public SpoolReaderThread follower() {
      return follower;
    }

    @Override
    public SpoolWatcher watcher() {
      return watcher;
    }

    @Override
    public void closed(ActiveLog log) {
      active.remove(log.key().runId(), log);
    }

    @Override
    public LogStorageException failed(RunLogInfo key, Throwable error) {
      LogStorageException shown = asStorageException(error);
      if (problem.getAndSet(shown) == null) {
        String message = "Run {}: lines cannot be stored; trying on: {}";
        if (shown.reason() == LogStorageException.Reason.OTHER) {
          LOG.warn(message, key.runId(), shown.getMessage(), shown);
        } else {
          LOG.warn(message, key.runId(), shown.getMessage()); // it says all there is to know
        }
      }
      return shown;
    }

    private LogStorageException asStorageException(Throwable error) {
      Throwable cause = error instanceof CompletionException ? error.getCause() : error;
      return cause instanceof LogStorageException known
          ? known
          : new LogStorageException(
              LogStorageException.Reason.OTHER, LogMessages.NOT_STORED.text(cause), cause);
    }

    @Override
    public void recovered() {
      if (problem.get() != null && problem.getAndSet(null) != null) {
        LOG.info("Lines are being stored again");
      }
    }

    void stop() {
      watcher.stop();
      follower.stop();
    }
  }

  /** Sets up the logs of an engine. Not thread-safe. */
  public static final class Builder {

    private final LogAppendStore sink;
    private final InstantSource clock;
    private long ringBytes = 1024 * 1024;
    private long maxOutputBytes = Long.MAX_VALUE;
    private Duration closeTimeout = Duration.ofSeconds(5);
    private Duration loadTimeout = Duration.ofMinutes(1);
    private BiConsumer<UUID, List<LogLine>> relay = (runId, lines) -> {};

    private Builder(LogAppendStore sink, InstantSource clock) {
      this.sink = Objects.requireNonNull(sink, "sink");
      this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * How much of a run's newest output is held in memory for its live readers, while it has any;
     * roughly 1 MB unless set.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Builder ringBytes(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("ringBytes must not be negative: " + bytes);
      }
      ringBytes = bytes;
      return this;
    }

    /**
     * How much of each run's output is kept; no limit unless set.
     *
     * @throws IllegalArgumentException when it is negative
     */
    public Builder maxOutputBytes(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("maxOutputBytes must not be negative: " + bytes);
      }
      maxOutputBytes = bytes;
      return this;
    }

    /** How long {@link RunLogService#close()} waits for lines to be stored; 5 s unless set. */
    public Builder closeTimeout(Duration timeout) {
      closeTimeout = TimeBounds.duration("closeTimeout", timeout);
      return this;
    }

    /**
     * How long a first look at a log is repeated that fails, though not since the store is away,
     * full or locked, nor for good; 1 min unless set.
     */
    Builder loadTimeout(Duration timeout) {
      loadTimeout = TimeBounds.duration("loadTimeout", timeout);
      return this;
    }

    /**
     * What is shown all lines of active runs as they come, for those who read them elsewhere.
     *
     * @param relay must be quick, and must not keep the list
     */
    public Builder relay(BiConsumer<UUID, List<LogLine>> relay) {
      this.relay = Objects.requireNonNull(relay, "relay");
      return this;
    }

    /** The logs; no thread is started yet. */
    public RunLogService build() {
      return new RunLogService(this);
    }
  }
}
