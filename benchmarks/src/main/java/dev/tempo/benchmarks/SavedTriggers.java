package dev.tempo.benchmarks;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Trigger;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Many triggers with the same period, each of a job of its own, saved past the engine, which would
 * sync the disk for each. No fire waits for another.
 *
 * @param count how many
 * @param period from one fire of a trigger to its next
 * @param first when each fires first
 */
public record SavedTriggers(int count, Duration period, IntFunction<Instant> first) {
  private static final int JOBS_PER_COMMIT = 1_000;

  /** Saves jobs with these triggers that run a handler. */
  public void in(Store store, String handler) {
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      changes.add(job(number, handler));
      if (changes.size() == JOBS_PER_COMMIT || number == count - 1) {
        store.commit(changes);
        changes = new ArrayList<>();
      }
    }
  }

  private Change job(int number, String handler) {
    Instant due = first.apply(number);
    Job job =
        Job.named("job " + number)
            .task(Task.handler(handler))
            .trigger(Trigger.of(IntervalSchedule.fixedRate(period, due)))
            .overlap(OverlapPolicy.ALLOW)
            .version(1)
            .build();
    return saved(job, due);
  }

  /** What saves a job whose only trigger is due then. */
  public static Change saved(Job job, Instant due) {
    TriggerState state =
        new TriggerState(
            job.triggers().getFirst().id(),
            job.id(),
            Optional.of(new TriggerState.Due(due, due)),
            Optional.empty());
    return new Change.SaveJob(job, List.of(state));
  }
}
