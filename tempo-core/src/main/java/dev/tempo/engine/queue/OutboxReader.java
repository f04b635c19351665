package dev.tempo.engine.queue;

import dev.tempo.Job;
import dev.tempo.RunOptions;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.PendingRequests;
import dev.tempo.engine.turn.Decision;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.Isolation;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.store.Change;
import dev.tempo.store.RunOutbox;
import dev.tempo.store.Store;
import dev.tempo.task.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Takes what programs have asked for in transactions of their own. Used by the loop's thread alone.
 *
 * <p>After a request of this process, which may be committed at any moment, the outbox is looked
 * into every few milliseconds, ever more slowly until something comes; then each second, in a turn
 * that comes anyway. So is one into which other processes write. In one that nobody has used there
 * is only what an earlier engine left: it is looked through at the start and then rarely, as each
 * look costs a millisecond of a cold processor.
 */
public final class OutboxReader {
  private static final int PAGE = 500;
  private static final long SLOWEST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long FASTEST_NANOS = Duration.ofMillis(4).toNanos();
  private static final long UNUSED_NANOS = Duration.ofSeconds(30).toNanos();

  private final EngineState state;
  private final Admission admission;
  private final BiFunction<Job, RunOptions, Arguments> arguments;
  private Optional<RunOutbox> outbox = Optional.empty();
  private boolean expected;
  private boolean hasLooked;
  private long lookedNanos;
  private long waitNanos = SLOWEST_NANOS;

  /**
   * Makes one.
   *
   * @param arguments those of a job and those that were given, encrypted where they are secret
   */
  public OutboxReader(
      EngineState state, Admission admission, BiFunction<Job, RunOptions, Arguments> arguments) {
    this.state = state;
    this.admission = admission;
    this.arguments = arguments;
  }

  /** Something may be committed soon. */
  public void expect() {
    expected = true;
  }

  /** Takes what is there, if it is time to look. */
  public void take(Turn turn, Isolation isolation) {
    if (expected) {
      expected = false;
      waitNanos = 0;
    } else if (waitNanos == UNUSED_NANOS && isUsed()) {
      waitNanos = SLOWEST_NANOS;
    }
    if (!hasLooked || turn.nanos() - lookedNanos >= waitNanos) {
      hasLooked = true;
      lookedNanos = turn.nanos();
      waitNanos = Math.clamp(2 * waitNanos, FASTEST_NANOS, SLOWEST_NANOS);
      isolation.attempt(turn, reading(), next -> takeAll(next, isolation));
    }
  }

  /** How long until it must be looked into again; the limit if turns that come anyway will do. */
  public long nanosLeft(long now, long limit) {
    if (expected) {
      return 0;
    }
    return hasLooked && waitNanos < SLOWEST_NANOS
        ? Math.clamp(lookedNanos + waitNanos - now, 0, limit)
        : limit;
  }

  private static Decision reading() {
    return Decision.of(
        Decision.Subject.of("Reading what was asked for in transactions"), (turn, failure) -> {});
  }

  private void takeAll(Turn turn, Isolation isolation) {
    outbox = state.store().ask(Store::outbox);
    if (outbox.isEmpty()) {
      waitNanos = Long.MAX_VALUE;
      return;
    }
    List<RunOutbox.Request> requests = state.store().ask(all -> outbox.get().oldest(PAGE));
    for (RunOutbox.Request request : requests) {
      isolation.attempt(turn, taking(isolation, request), next -> take(next, request));
    }
    if (requests.size() == PAGE) {
      waitNanos = 0;
    } else if (requests.isEmpty() && !isUsed()) {
      waitNanos = UNUSED_NANOS;
    }
  }

  private boolean isUsed() {
    return outbox.filter(RunOutbox::isUsed).isPresent();
  }

  private Decision taking(Isolation isolation, RunOutbox.Request request) {
    return Decision.of(
        subject("Taking what was asked for in a transaction", request),
        (turn, failure) -> bury(turn, isolation, request, failure));
  }

  private void take(Turn turn, RunOutbox.Request request) {
    Optional<Job> job = state.jobs().find(request.job().id());
    if (job.isEmpty()) {
      cancel(turn, request, PendingRequests.DELETED);
    } else if (!job.get().enabled()) {
      cancel(turn, request, PendingRequests.DISABLED);
    } else {
      Arguments sealed = arguments.apply(job.get(), request.options());
      admission.requests().admit(turn, job.get(), request, sealed);
    }
    turn.change(new Change.TakeRequest(request.runId()));
  }

  private void cancel(Turn turn, RunOutbox.Request request, String why) {
    String reason = RunMessages.BEFORE_IT_COULD_START.text(why);
    admission.requests().end(turn, request, RunStatus.CANCELLED, RunResult.failed(reason));
  }

  /** It cannot be admitted: that is kept, so that somebody sees it. */
  private void bury(Turn turn, Isolation isolation, RunOutbox.Request request, Throwable failure) {
    Decision decision =
        Decision.of(subject("Keeping what could not be taken", request), (next, again) -> {});
    isolation.attempt(
        turn,
        decision,
        next -> {
          String reason = RunMessages.NOT_STARTED.text(ExceptionText.message(failure));
          admission.requests().end(next, request, RunStatus.FAILURE, RunResult.failed(reason));
          next.change(new Change.SetDeadLetter(request.runId(), true));
          next.change(new Change.TakeRequest(request.runId()));
        });
  }

  private static Decision.Subject subject(String doing, RunOutbox.Request request) {
    return Decision.Subject.ofJob(doing, request.job().id()).run(request.runId());
  }
}
