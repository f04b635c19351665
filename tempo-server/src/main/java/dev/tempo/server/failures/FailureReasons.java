package dev.tempo.server.failures;

import dev.tempo.Nodes;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogLine.Stream;
import dev.tempo.log.LogStorageException;
import dev.tempo.store.LogStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows why runs failed whose scripts ended by themselves: from the last {@value #TAIL} lines of
 * the log, in which secrets are masked already. Looked for when a run has ended and kept with it;
 * of runs that ended while nobody watched, when somebody asks. Thread-safe.
 */
public final class FailureReasons implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FailureReasons.class);
  private static final int TAIL = 400;

  /** So many lines are less than a megabyte, however long they are; that much is read at once. */
  private static final int TAIL_OF_LONG = 60;

  /**
   * If the end of a log has no line of standard error, so many lines before it are looked through
   * for some: of two streams that a script writes at once, either may be read first.
   */
  private static final int ERRORS_BEFORE = 10_000;

  /** The same of long lines, so that no more than some megabytes are looked through. */
  private static final int ERRORS_BEFORE_LONG = 1_000;

  /** How many logs of a list are looked at while somebody waits for it. */
  private static final int MOST_AT_ONCE = 20;

  private final Nodes nodes;
  private final LogStore logs;
  private final ReasonStore store;
  private final Subscription events;

  /** Of an engine's runs, kept in a database. */
  public FailureReasons(Tempo tempo, Database database) {
    this.nodes = tempo.nodes();
    this.logs = tempo.store().logs();
    this.store = new ReasonStore(database);
    store.prune();
    this.events = tempo.onEvent(this::follow);
  }

  /** Why a run failed; empty if it has not, or nothing in its log says why. */
  public Optional<FailureReason> of(Run run) {
    return Optional.ofNullable(of(List.of(run)).get(run.id()));
  }

  /** Why those of these runs failed that did, as far as their logs say it. */
  public Map<UUID, FailureReason> of(List<Run> runs) {
    List<Run> failed = runs.stream().filter(FailureReasons::concerns).toList();
    Map<UUID, Optional<FailureReason>> known = store.find(failed.stream().map(Run::id).toList());
    Map<UUID, FailureReason> reasons = new HashMap<>();
    int looks = 0;
    for (Run run : failed) {
      boolean looked = known.containsKey(run.id());
      if (!looked && looks++ >= MOST_AT_ONCE) {
        continue;
      }
      Optional<FailureReason> reason = looked ? known.get(run.id()) : look(run);
      reason.ifPresent(found -> reasons.put(run.id(), found));
    }
    return reasons;
  }

  @Override
  public void close() {
    events.close();
  }

  /** One node looks for all; where it does not come to that, it is done when somebody asks. */
  private void follow(Event event) {
    if (!nodes.isLeader()) {
      return;
    }
    switch (event) {
      case Event.RunFinished finished -> of(finished.run());
      case Event.RunCorrected corrected -> {
        store.delete(List.of(corrected.run().id()));
        of(corrected.run());
      }
      case Event.RunsDeleted deleted -> store.delete(deleted.runIds());
      default -> {} // changes no reason
    }
  }

  /** What a limit, somebody or a lack has ended says so itself, and the log only what went on. */
  private static boolean concerns(Run run) {
    boolean ofItself = run.exitCode().isPresent() || run.result().signal().isPresent();
    String error = run.error().orElse("It exited with code");
    return run.status() == RunStatus.FAILURE
        && ofItself
        && (error.startsWith("It exited with code") || error.startsWith("It was ended by SIG"));
  }

  private Optional<FailureReason> look(Run run) {
    try {
      Optional<FailureReason> reason = ReasonFinder.find(tail(run.id()));
      store.save(run.id(), reason);
      return reason;
    } catch (LogStorageException | StoreException e) {
      LOG.warn("Why run {} failed cannot be read: {}", run.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private List<LogLine> tail(UUID runId) {
    long count = logs.count(runId);
    if (count == 0) {
      return List.of();
    }
    List<LogLine> lines = logs.read(runId, Math.max(1, count - TAIL + 1), TAIL);
    boolean whole = !lines.isEmpty() && lines.getLast().number() >= count;
    List<LogLine> end =
        whole ? lines : logs.read(runId, Math.max(1, count - TAIL_OF_LONG + 1), TAIL_OF_LONG);
    if (end.isEmpty() || end.stream().anyMatch(line -> line.stream() == Stream.STDERR)) {
      return end;
    }
    List<LogLine> both =
        new ArrayList<>(
            errorsBefore(
                runId, end.getFirst().number(), whole ? ERRORS_BEFORE : ERRORS_BEFORE_LONG));
    both.addAll(end);
    return both;
  }

  /** The last lines of standard error that stand not too far before a line. */
  private List<LogLine> errorsBefore(UUID runId, long line, int limit) {
    Deque<LogLine> last = new ArrayDeque<>();
    long from = Math.max(1, line - limit);
    while (from < line) {
      List<LogLine> some = logs.lines(runId, from, TAIL, EnumSet.of(Stream.STDERR));
      if (some.isEmpty()) {
        break;
      }
      for (LogLine one : some) {
        if (one.number() < line) {
          last.add(one);
        }
        if (last.size() > TAIL) {
          last.remove();
        }
      }
      from = some.getLast().number() + 1;
    }
    return List.copyOf(last);
  }
}
