package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.settings.HandlerRegistry;
import dev.tempo.engine.state.Retries;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.secret.SecretMasker;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.RetryDelay;
import dev.tempo.value.TimeBounds;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the host of handlers that have failed, and decides whether and when to try again. */
final class HandlerFailures {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerFailures.class);
  private static final Logger TOLD = LoggerFactory.getLogger("dev.tempo.failure");

  private final EngineSettings.Handlers settings;

  HandlerFailures(EngineSettings.Handlers settings) {
    this.settings = settings;
  }

  /** True for what a handler throws that was asked to stop and does. */
  static boolean isInterruption(Throwable failure) {
    return failure instanceof InterruptedException || failure instanceof ClosedByInterruptException;
  }

  /** Into the log of the host, without what the run keeps secret. */
  void log(Run run, Throwable failure, boolean stopping, SecretMasker masker) {
    settings
        .failureLevel()
        .map(level -> stopping ? Level.DEBUG : level)
        .filter(TOLD::isEnabledForLevel)
        .ifPresent(
            level ->
                TOLD.atLevel(level)
                    .log(
                        "Run {} of job '{}' failed (attempt {})\n{}",
                        run.id(),
                        run.jobName(),
                        run.attempt(),
                        masker.mask(ExceptionText.stackTrace(failure))));
  }

  /** A failure as its job's policy sees it. */
  RunOutcome outcome(Job job, Run run, Throwable failure, RunOutcome failed, SecretMasker masker) {
    if (!job.policy().retry().conditions().allows(failure)) {
      return RunOutcome.permanentFailure(failed.result(), failed.afterDurable());
    }
    Optional<RetryDelay> delay =
        settings
            .registry()
            .find(((HandlerTask) job.task()).handler())
            .flatMap(HandlerRegistry.Entry::delay);
    return delay.isEmpty() || !Retries.isLeft(job, run)
        ? failed
        : failed.withRetryDelay(delay(delay.get(), job, run, failure, masker));
  }

  private static Duration delay(
      RetryDelay delay, Job job, Run run, Throwable failure, SecretMasker masker) {
    Duration usual = Retries.delay(job, run);
    try {
      Duration wanted = delay.before(Retries.next(run), failure, usual);
      return TimeBounds.duration("retryDelay", Objects.requireNonNull(wanted, "retryDelay"));
    } catch (RuntimeException | Error e) {
      LOG.warn(
          "The delay before the next attempt of job '{}' could not be computed; it is {}\n{}",
          job.name(),
          usual,
          masker.mask(ExceptionText.stackTrace(e)));
      return usual;
    }
  }
}
