package dev.tempo.engine.state;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunType;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.engine.turn.TimerQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run that has started and not ended. Used by the loop's thread alone. */
public final class ActiveRun {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRun.class);

  private volatile Run run;
  private final Job job;
  private volatile UUID incarnation;
  private RunningWork execution = RunningWork.NONE;
  private StopCause stopCause;
  private TimerQueue.Key deadline;
  private volatile OptionalLong startedNanos = OptionalLong.empty();
  private boolean delayTold;
  private volatile long beganNanos;
  private volatile boolean begun;
  private boolean isUnguarded;

  /** A run that an incarnation of a node, or the engine, executes. */
  public ActiveRun(Run run, Job job, UUID incarnation) {
    this.run = run;
    this.job = job;
    this.incarnation = incarnation;
  }

  /** Who executes it. */
  public UUID incarnation() {
    return incarnation;
  }

  /**
   * It may go on where nobody sees it, and nothing is known to end it there: it is not to be
   * repeated.
   */
  public void unguarded() {
    isUnguarded = true;
  }

  /** Whether it may be repeated, if its job wants that. */
  public boolean mayBeRepeated() {
    return !isUnguarded;
  }

  /** Another one executes it from now on. */
  public void moved(UUID next) {
    incarnation = next;
  }

  public Run run() {
    return run;
  }

  /** It executes a file that was read, and said this. */
  public Run read(String sha256) {
    run = run.withScriptRead(sha256);
    return run;
  }

  /** The job as it was when the run started. */
  public Job job() {
    return job;
  }

  /** The longest that it may take; a service takes as long as it likes. */
  public Optional<Duration> timeout() {
    return run.type() == RunType.SERVICE ? Optional.empty() : job.policy().termination().timeout();
  }

  /** Its handler begins now; called by its own thread. */
  public void begin(long nanos) {
    beganNanos = nanos;
    begun = true;
  }

  /** Whether its handler has begun; that of a script is not known. */
  public boolean isBegun() {
    return begun;
  }

  /** When its handler began; only if it has. */
  public long beganNanos() {
    return beganNanos;
  }

  /** When it was started, by monotonic time; empty if that is not known. */
  public OptionalLong startedNanos() {
    return startedNanos;
  }

  public void startedNanos(long nanos) {
    startedNanos = OptionalLong.of(nanos);
  }

  /** Says in its log why it has not begun; once. */
  boolean tellDelay(String why) {
    if (delayTold) {
      return false;
    }
    delayTold = true;
    execution.delayed(why);
    return true;
  }

  public void execution(RunningWork started) {
    execution = started;
    if (stopCause != null) {
      ask(stopCause);
    }
  }

  /** Asks it to end; the first reason counts. */
  public boolean stop(StopCause reason) {
    if (stopCause != null) {
      return false;
    }
    stopCause = reason;
    ask(reason);
    return true;
  }

  /** It was asked to end by whoever executes it; the first reason counts. */
  public void stopped(StopCause reason) {
    stopCause = stopCause == null ? reason : stopCause;
  }

  /** What cannot be asked to end is given up when its grace is over, or ends by itself. */
  private void ask(StopCause reason) {
    try {
      execution.stop(reason);
    } catch (RuntimeException e) {
      LOG.error("Run {} of {} could not be asked to end", run.id(), job, ExceptionText.loggable(e));
    }
  }

  /** Leaves it running by itself, if it can. */
  public boolean leave() {
    return execution.leave();
  }

  /** Whether its work is done on this thread. */
  public boolean isOn(Thread thread) {
    return execution.isOn(thread);
  }

  public StopCause stopCause() {
    return stopCause;
  }

  TimerQueue.Key deadline() {
    return deadline;
  }

  void deadline(TimerQueue.Key key) {
    deadline = key;
  }
}
