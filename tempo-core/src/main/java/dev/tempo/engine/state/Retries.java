package dev.tempo.engine.state;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import java.time.Duration;
import java.util.UUID;

/** Which retry of a failed run is next, and when. Pure functions. */
public final class Retries {
  private Retries() {}

  /** 1 for the first retry. */
  public static int next(Run failed) {
    return failed.request().attempt().retriesUsed() + 1;
  }

  /** True if the job's policy has a retry left for a run that has failed. */
  public static boolean isLeft(Job job, Run failed) {
    return next(failed) <= job.policy().retry().count() && failed.isRegular();
  }

  /** How long the job's policy waits before it; the same whenever it is asked. */
  public static Duration delay(Job job, Run failed) {
    RetryPolicy retry = job.policy().retry();
    UUID first = failed.request().firstRunId().orElse(failed.id());
    return retry.delay(next(failed), first.getLeastSignificantBits());
  }
}
