package dev.tempo.log;

import dev.tempo.internal.message.LogMessages;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The log of one active run. Thread-safe: one lock guards what comes in; the {@link
 * SpoolReaderThread} thread and any thread that writes take turns at it, and live readers never do.
 *
 * <p>At most one append of a run is under way at a time, so a failed one can simply be tried again
 * with all that has gathered since. Its outcome is put aside and settled by whoever holds the lock
 * next: the store's thread must never wait for a run.
 */
final class ActiveLog implements RunLogWriter {

  private static final long STORE_AFTER_NANOS = 1_000_000_000L;
  private static final long STORE_SEALED_AFTER_NANOS = 200_000_000L;
  private static final long POLL_AFTER_NANOS = 1_000_000_000L;
  private static final long LOAD_AGAIN_NANOS = 250_000_000L;

  private enum Phase {
    OPEN,
    /** Reads on to the end, then stores all of it. */
    FINISHING,
    /** Reads no more; stores what it has, and leaves the rest to a later process. */
    SUSPENDING,
    ENDED
  }

  private final LogContext house;
  private final RunLogInfo key;
  private final LineRingBuffer ring;
  private final RunSpool spools;
  private final PendingChunks unsaved;
  private final LineNumberer writer;
  private final PendingAppend slot;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final CompletableFuture<LogSummary> ended = new CompletableFuture<>();
  private final AtomicBoolean queued = new AtomicBoolean();
  private Phase phase = Phase.OPEN;
  private boolean loaded;
  private boolean loadFails;
  private long loadFailsSinceNanos;
  private boolean wrappedUp;
  private LastWords lastWords = capped -> List.of();
  private boolean watched;
  private long servedAtNanos;

  ActiveLog(LogContext house, RunLogInfo key, long maxOutputBytes) {
    this.house = house;
    this.key = key;
    this.ring = new LineRingBuffer(house.ringBytes());
    this.spools = new RunSpool(key, house.clock());
    this.unsaved = new PendingChunks(key, house.backlog());
    this.slot = new PendingAppend(house.sink());
    this.writer = new LineNumberer(ring, this::relay, unsaved, maxOutputBytes, spools::position);
  }

  @Override
  public RunLogInfo key() {
    return key;
  }

  /**
   * A live reader.
   *
   * @param afterLine the last line it has
   */
  LogReader read(long afterLine, LiveReader.WhenSlow whenSlow) {
    lock.lock();
    try {
      ring.addReader(unsaved::lines);
    } finally {
      lock.unlock();
    }
    return new LiveReader(house.sink(), key.runId(), ring, afterLine, whenSlow);
  }

  private void relay(List<LogLine> lines) {
    house.relay().accept(key.runId(), lines);
  }

  /** Passes on once more what may not be stored yet, to whoever has begun to watch elsewhere. */
  void relayUnsaved() {
    lock.lock();
    try {
      unsaved.lines().forEach(this::relay);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Learns what an earlier process stored of this run; happens once, before the first line. What
   * runs is not to fail since the store is away: it waits until that is back, or the log is ended.
   * What is wrong otherwise may pass, too, and is waited for as long as {@link
   * LogContext#loadTimeoutNanos} says.
   */
  void load() {
    lock.lock();
    try {
      while (!loaded) {
        try {
          load(house.sink().tail(key.runId()));
        } catch (LogStorageException e) {
          awaitStore(e, e.reason().isTemporary() || mayPass(e));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The time counts from the first failure, whoever is told of it. */
  private boolean mayPass(LogStorageException failure) {
    long now = System.nanoTime();
    loadFailsSinceNanos = loadFails ? loadFailsSinceNanos : now;
    loadFails = true;
    return failure.reason() == LogStorageException.Reason.OTHER
        && now - loadFailsSinceNanos < house.loadTimeoutNanos();
  }

  private void load(Optional<LogAppendStore.Tail> tail) {
    tail.ifPresent(writer::resume);
    tail.ifPresent(found -> spools.resume(found.position()));
    loaded = true;
    house.follower().add(this);
  }

  private void awaitStore(LogStorageException failure, boolean isWaitedFor) {
    if (!isWaitedFor) {
      throw failure;
    }
    try {
      room.awaitNanos(LOAD_AGAIN_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
    requireOpen();
  }

  @Override
  public void write(LogLine.Stream stream, String text) {
    byte[] bytes = Utf8.encode(text);
    lock.lock();
    try {
      requireOpen();
      load();
      acknowledge();
      awaitRoom();
      writer.begin(new LineNumberer.Source(stream, spools.now(), false));
      if (bytes.length == 0) {
        writer.line("", bytes, false);
      }
      LineSplitter splitter = new LineSplitter(SpoolPosition.START.stdout());
      splitter.feed(bytes, 0, bytes.length, writer::line);
      splitter.end(writer::line);
      writer.publish();
      submit();
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom() {
    while (unsaved.bytes() >= RunLogService.MAX_UNSAVED_BYTES) {
      slot.failure().ifPresent(this::refuse);
      submit();
      room.awaitUninterruptibly();
      requireOpen();
    }
  }

  private void refuse(LogStorageException failure) {
    throw new LogStorageException(
        failure.reason(),
        LogMessages.CANNOT_LOG.text(key.runId(), String.valueOf(failure.getMessage())),
        failure);
  }

  private void requireOpen() {
    if (phase != Phase.OPEN) {
      throw new IllegalStateException("The log of run " + key.runId() + " is finished or closed");
    }
  }

  @Override
  public void follow(Path stdout, Path stderr, Supplier<StreamMask> masks) {
    lock.lock();
    try {
      requireOpen();
      if (spools.isFollowing()) {
        throw new IllegalStateException("The log of run " + key.runId() + " follows files already");
      }
      load();
      spools.follow(stdout, stderr, masks);
      watched = house.watcher().watch(this, stdout, stderr);
    } finally {
      lock.unlock();
    }
    house.follower().wake(this);
  }

  @Override
  public CompletableFuture<LogSummary> finish(LastWords words) {
    lock.lock();
    try {
      lastWords = words;
    } finally {
      lock.unlock();
    }
    return end(Phase.FINISHING);
  }

  /** Stores what there is without reading on; a later process goes on from there. */
  CompletableFuture<LogSummary> suspend() {
    return end(Phase.SUSPENDING);
  }

  private CompletableFuture<LogSummary> end(Phase how) {
    lock.lock();
    try {
      if (phase == Phase.OPEN) {
        phase = how;
        if (how == Phase.FINISHING) {
          spools.seal(writer);
        }
        room.signalAll();
        acknowledge();
        if (!loaded) {
          phase = Phase.ENDED;
          ended.complete(new LogSummary(0, 0));
        } else if (!spools.isFollowing()) {
          submit();
        }
      }
    } finally {
      lock.unlock();
    }
    house.follower().wake(this);
    return ended.copy();
  }

  @Override
  public void close() {
    suspend();
    ring.close();
    house.closed(this);
  }

  /** Ends the log though not all of it is stored; only when the whole house closes. */
  void abandon() {
    lock.lock();
    try {
      phase = Phase.ENDED;
      release();
      ended.completeExceptionally(
          new LogStorageException(
              LogStorageException.Reason.CLOSED, LogMessages.CLOSED_EARLY.text(key.runId())));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does what there is to do, some way. For the follower's thread only.
   *
   * @return whether there is more to do at once
   */
  boolean serve(ByteBuffer buffer) {
    lock.lock();
    try {
      servedAtNanos = System.nanoTime();
      acknowledge();
      boolean more = mayRead() && spools.read(buffer, writer);
      submit();
      return more;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayRead() {
    if (phase == Phase.ENDED || phase == Phase.SUSPENDING || wrappedUp) {
      return false;
    }
    return !unsaved.hasSealed()
        || unsaved.bytes() < RunLogService.MAX_UNSAVED_BYTES && !house.backlog().isFull();
  }

  private void submit() {
    wrapUp();
    if (!slot.isFree()) {
      return;
    }
    if (wrappedUp) {
      submitRest();
    } else if (unsaved.isOpenDue(System.nanoTime(), STORE_AFTER_NANOS)) {
      append(unsaved.everything(spools.position(writer), false));
    } else if (unsaved.isSealedDue(System.nanoTime(), STORE_SEALED_AFTER_NANOS)) {
      append(unsaved.sealedOnly());
    }
  }

  /** Once all is read, what is left of a line becomes one, and the last chunk is closed. */
  private void wrapUp() {
    if (wrappedUp || phase == Phase.OPEN || phase == Phase.ENDED) {
      return;
    }
    if (phase == Phase.FINISHING && !spools.isDrained()) {
      return;
    }
    if (phase == Phase.FINISHING) {
      spools.end(writer);
      lastWords.lines(writer.capped()).forEach(this::addSystemLine);
      unsaved.seal(spools.position(writer));
    }
    wrappedUp = true;
  }

  private void addSystemLine(String text) {
    writer.begin(new LineNumberer.Source(LogLine.Stream.SYSTEM, spools.now(), false));
    writer.line(text, Utf8.encode(text), false);
    writer.publish();
  }

  private void submitRest() {
    boolean dirty = unsaved.hasSealed() || unsaved.isOpenDirty();
    boolean last = phase == Phase.FINISHING;
    if (phase != Phase.ENDED && (dirty || last && writer.lastLine() > 0)) {
      append(unsaved.everything(spools.position(writer), last));
    } else {
      complete();
    }
  }

  private void append(LogAppendStore.Append append) {
    slot.start(append, () -> house.follower().wake(this));
  }

  private void acknowledge() {
    slot.take()
        .ifPresent(
            outcome -> {
              outcome
                  .error()
                  .ifPresentOrElse(
                      error -> failed(outcome.append(), error), () -> saved(outcome.append()));
              room.signalAll();
            });
  }

  private void failed(LogAppendStore.Append append, Throwable error) {
    unsaved.failed(append);
    slot.failed(house.failed(key, error));
  }

  private void saved(LogAppendStore.Append append) {
    unsaved.saved(append);
    if (!append.chunks().isEmpty()) {
      ring.saved(append.chunks().getLast().lastLine());
    }
    house.recovered();
    if (append.last()) {
      complete();
    }
  }

  private void complete() {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    release();
    LogSummary summary = new LogSummary(writer.lastLine(), writer.outputBytes());
    ended.completeAsync(() -> summary, Thread::startVirtualThread);
  }

  private void release() {
    wrappedUp = true;
    unsaved.forget();
    if (spools.isFollowing()) {
      spools.close();
      house.watcher().forget(this);
    }
    house.follower().remove(this);
    room.signalAll();
  }

  /** Wakes the follower if something is due. Called a few times a second by the follower itself. */
  void tick(long nowNanos) {
    if (!lock.tryLock()) {
      return; // someone is at work here; the next tick comes soon
    }
    try {
      showOpenLine(nowNanos);
      boolean poll = !watched || nowNanos - servedAtNanos >= POLL_AFTER_NANOS;
      boolean store =
          slot.isFree()
              && (unsaved.isOpenDue(nowNanos, STORE_AFTER_NANOS)
                  || unsaved.isSealedDue(nowNanos, STORE_SEALED_AFTER_NANOS));
      boolean retry = slot.isRetryDue();
      if (spools.isFollowing() && poll || store || retry) {
        house.follower().wake(this);
      }
    } finally {
      lock.unlock();
    }
  }

  private void showOpenLine(long nowNanos) {
    if (phase == Phase.OPEN && spools.isFollowing() && !writer.capped() && ring.hasReaders()) {
      ring.open(
          spools
              .open(nowNanos)
              .map(
                  open ->
                      new LogLine(
                          writer.lastLine() + 1,
                          spools.now(),
                          open.stream(),
                          open.text(),
                          Set.of())));
    }
  }

  /** Whether it was not yet waiting for the follower; it is from now on. */
  boolean enqueue() {
    return queued.compareAndSet(false, true);
  }

  void dequeued() {
    queued.set(false);
  }
}
