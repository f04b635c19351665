package dev.tempo.store.conformance;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.secret.Secret;
import dev.tempo.task.Arguments;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes jobs and runs for tests, with ids that sort in the order in which they were made. */
final class Runs {
  static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private static final Arguments ARGUMENTS =
      Arguments.of(Map.of("b", "2", "a!", "=&é\n")).with("c !=", Secret.sealed("v1:=&+/é"));

  private final Ids ids = new Ids(7);

  Job job(String name) {
    return Job.named(name).id(id()).task(Task.handler("nothing")).version(1).build();
  }

  UUID id() {
    return ids.next(NOON.toEpochMilli());
  }

  UUID id(Instant at) {
    return ids.next(at.toEpochMilli());
  }

  /** An id of any time, also one before that of the last. */
  UUID at(Instant time) {
    return new Ids(time.toEpochMilli() + ids.next(0).getLeastSignificantBits())
        .next(time.toEpochMilli());
  }

  Run queued(Job job) {
    return queued(job, NOON);
  }

  Run queued(Job job, Instant at) {
    RunOrigin origin = RunOrigin.request(RunCause.MANUAL, Optional.of("ada"));
    return run(job, at, RunRequest.first(origin, ARGUMENTS));
  }

  Run occurrence(Job job, UUID triggerId, Instant scheduledFor) {
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, triggerId, scheduledFor);
    return run(job, NOON, RunRequest.first(origin, Map.of()));
  }

  Run run(Job job, Instant at, RunRequest request) {
    return new Run(id(at), Run.JobRef.of(job), request, RunTimeline.queued(at), RunResult.NONE);
  }
}
