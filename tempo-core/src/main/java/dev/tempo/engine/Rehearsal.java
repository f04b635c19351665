package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.engine.cluster.FencedCommitter;
import dev.tempo.engine.turn.Committer;
import dev.tempo.engine.turn.Mail;
import dev.tempo.event.Event;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.TurnResult;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Refuses what a node would decide as a leader, as if another one led, which is so; and has made-up
 * runs written and taken back. Used by one thread.
 */
final class Rehearsal implements Committer {
  /** What was asked for five times is prepared by the server, and planned at the next time. */
  private static final int TIMES = 7;

  private final ClusterStore cluster;
  private final TimeSource time;
  private final BooleanSupplier isFollowing;
  private int times;

  /**
   * A new one.
   *
   * @param isFollowing whether another node leads; else this one has better things to do
   */
  Rehearsal(ClusterStore cluster, TimeSource time, BooleanSupplier isFollowing) {
    this.cluster = cluster;
    this.time = time;
    this.isFollowing = isFollowing;
  }

  /** Whether all was gone through, as often as it takes. */
  boolean isDone() {
    return times == TIMES;
  }

  @Override
  public TurnResult commit(Store store, List<Change> changes, List<Mail> mail) {
    while (times < TIMES && isFollowing.getAsBoolean()) {
      List<Mail> told = new ArrayList<>();
      List<Change> made = changes(told);
      cluster.rehearse(made, FencedCommitter.turn(Ids.next().getLeastSignificantBits(), told));
      times++;
    }
    throw new FencedException("Another node leads");
  }

  private List<Change> changes(List<Mail> told) {
    UUID nobody = Ids.next();
    Instant now = time.nowMillis();
    Job job = Job.named("rehearsal").task(Task.handler("rehearsal")).build();
    RunRequest request =
        RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of());
    Run queued =
        new Run(Ids.next(), Run.JobRef.of(job), request, RunTimeline.queued(now), RunResult.NONE);
    Run started = queued.withStarted(queued.job(), now);
    Run second =
        new Run(Ids.next(), Run.JobRef.of(job), request, RunTimeline.queued(now), RunResult.NONE)
            .withStarted(queued.job(), now);
    told.add(new Mail.Told(new Event.RunQueued(now, queued)));
    told.add(new Mail.Told(new Event.RunStarted(now, started)));
    return List.of(
        new Change.AddRun(queued, nobody),
        new Change.AddRun(second, nobody),
        new Change.StartRun(started, nobody),
        new Change.FinishRun(started.withFinished(RunStatus.SUCCESS, now, RunResult.NONE)),
        new Change.FinishRun(
            second.withFinished(RunStatus.FAILURE, now, RunResult.failed("rehearsal"))),
        new Change.SetDeadLetter(second.id(), true),
        new Change.MoveTrigger(
            new TriggerState(Ids.next(), job.id(), Optional.empty(), Optional.of(now))));
  }
}
