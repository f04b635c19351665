package dev.tempo.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Trigger;
import dev.tempo.store.Change;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A page of a list is what sorting all of it would give. */
final class JobOrderTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int JOBS = 3_000;

  private final Random random = new Random(26);
  private final MemoryStore store = new MemoryStore();
  private final Map<UUID, JobIndexEntry> jobs = new HashMap<>();
  private final Map<UUID, Instant> next = new HashMap<>();

  @Test
  void leastOfMany_areThoseThatSortingPutsFirst() {
    for (int round = 0; round < 200; round++) {
      List<Integer> all = random.ints(random.nextInt(60), 0, 30).boxed().toList();
      int count = random.nextInt(70);
      assertThat(JobOrder.least(all, count, Comparator.naturalOrder()))
          .isEqualTo(all.stream().sorted().limit(count).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "50, false", "700, false", "2900, false", "3000, false", "50, true"})
  void nextTimes_areInOrder_whateverIsReadOfThem(int count, boolean down) {
    saveJobs();

    List<JobIndexEntry> first = first(newestFirst(), count, down);

    assertThat(first).isEqualTo(sorted(List.copyOf(jobs.values()), count, down));
  }

  @ParameterizedTest
  @CsvSource({"3, 50", "1500, 5000"})
  void nextTimesOfSomeJobs_areNotThoseOfOthers(int every, int count) {
    saveJobs();
    List<JobIndexEntry> some = new ArrayList<>();
    List.copyOf(jobs.values()).stream()
        .filter(job -> Math.floorMod(job.name().hashCode(), every) == 0)
        .forEach(some::add);
    jobs.values().retainAll(some);

    assertThat(first(some, count, false)).isEqualTo(sorted(some, count, false));
  }

  @ParameterizedTest
  @CsvSource({"1, 4000", "50, 4000", "700, 4000", "2900, 4000", "3000, 4000", "50, 30", "50, 0"})
  void thoseThatRanLast_areFirst_whateverIsReadOfTheirRuns(int count, int runs) {
    saveJobs();
    Map<UUID, Instant> last = saveRuns(runs);
    List<JobIndexEntry> all = newestFirst();

    List<JobIndexEntry> first =
        new LastRunOrder(store.runs(), job -> Optional.ofNullable(last.get(job.id())))
            .first(all, count, id -> Optional.ofNullable(jobs.get(id)));

    Comparator<JobIndexEntry> byLast =
        Comparator.comparing(
            job -> last.get(job.id()), Comparator.nullsLast(Comparator.reverseOrder()));
    assertThat(first)
        .extracting(JobIndexEntry::name)
        .isEqualTo(
            all.stream()
                .sorted(byLast.thenComparing(JobOrder.NEWEST_FIRST))
                .limit(count)
                .map(JobIndexEntry::name)
                .toList());
  }

  /** Of some jobs only; a few wait, and say nothing of when their job ran. */
  private Map<UUID, Instant> saveRuns(int count) {
    List<JobIndexEntry> some = newestFirst().subList(0, 2_000);
    List<Change> changes = new ArrayList<>();
    Ids ids = new Ids(1);
    Map<UUID, Instant> last = new HashMap<>();
    for (int number = 0; number < count; number++) {
      JobIndexEntry job = some.get(random.nextInt(some.size()));
      Instant at = NOW.plusMillis(5L * number);
      Run.JobRef reference = new Run.JobRef(job.id(), job.name(), 1, job.queue());
      Run waiting =
          new Run(
              ids.next(at.toEpochMilli()),
              reference,
              RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of()),
              RunTimeline.queued(at),
              RunResult.NONE);
      boolean waits = random.nextInt(20) == 0;
      Run run =
          waits
              ? waiting
              : waiting
                  .withStarted(reference, at)
                  .withFinished(RunStatus.SUCCESS, at, RunResult.NONE);
      changes.add(new Change.AddRun(run, Ids.next()));
      if (waits) {
        last.remove(job.id());
      } else {
        last.put(job.id(), at);
      }
    }
    store.commit(changes);
    return last;
  }

  private List<JobIndexEntry> newestFirst() {
    return jobs.values().stream().sorted(JobOrder.NEWEST_FIRST).toList();
  }

  private List<JobIndexEntry> first(List<JobIndexEntry> all, int count, boolean down) {
    return new NextTimeOrder(store.triggers(), down)
        .first(all, count, id -> Optional.ofNullable(jobs.get(id)));
  }

  private List<JobIndexEntry> sorted(List<JobIndexEntry> all, int count, boolean down) {
    Comparator<Instant> times = down ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return all.stream()
        .sorted(
            Comparator.comparing(
                    (JobIndexEntry job) -> job.enabled() ? next.get(job.id()) : null,
                    Comparator.nullsLast(times))
                .thenComparing(JobOrder.NEWEST_FIRST))
        .limit(count)
        .toList();
  }

  /** Some have no trigger, some two, some are disabled; many are due at the same instant. */
  private void saveJobs() {
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < JOBS; number++) {
      List<Trigger> triggers = new ArrayList<>();
      for (int trigger = random.nextInt(3); trigger > 0; trigger--) {
        triggers.add(Trigger.cron("0 3 * * *").withId(Ids.next()));
      }
      Job job =
          Job.named("job " + number)
              .task(Task.shell("true"))
              .enabled(random.nextInt(20) > 0)
              .triggers(triggers)
              .version(1)
              .build();
      changes.add(new Change.SaveJob(job, triggers.stream().map(t -> due(job, t)).toList()));
      Instant madeAt = NOW.minusSeconds(random.nextInt(10));
      jobs.put(job.id(), JobIndexEntry.of(job, JobDetails.none(madeAt)));
    }
    store.commit(changes);
  }

  private TriggerState due(Job job, Trigger trigger) {
    Instant at = NOW.plus(Duration.ofMinutes(random.nextInt(200)));
    next.merge(job.id(), at, (one, other) -> one.isBefore(other) ? one : other);
    return new TriggerState(
        trigger.id(), job.id(), Optional.of(new TriggerState.Due(at, at)), Optional.empty());
  }
}
