package dev.tempo.server.expectations;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import java.time.Instant;

/**
 * How far a job has come with what is expected of it. Immutable.
 *
 * @param since from when on something is expected: what was scheduled before does not matter
 * @param started when its newest run started
 * @param succeededFrom when the newest of its runs started that succeeded
 * @param succeeded when that run ended
 */
record Progress(Instant since, Instant started, Instant succeededFrom, Instant succeeded) {

  /** One of a job that has not run since. */
  static Progress since(Instant since) {
    return new Progress(since, since, since, since);
  }

  /** This from another time on. */
  Progress from(Instant later) {
    return new Progress(later, started, succeededFrom, succeeded);
  }

  /**
   * This with a run that has started, and maybe succeeded; one that tried out a text, or serves, is
   * none.
   */
  Progress with(Run run) {
    if (run.startedAt().isEmpty() || !run.isRegular()) {
      return this;
    }
    Instant start = run.startedAt().get();
    boolean success = run.status() == RunStatus.SUCCESS && run.finishedAt().isPresent();
    return new Progress(
        since,
        latest(started, start),
        success ? latest(succeededFrom, start) : succeededFrom,
        success ? latest(succeeded, run.finishedAt().get()) : succeeded);
  }

  static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
