package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.MisfirePolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.Change;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import dev.tempo.store.TriggerState;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Drives an engine through random jobs, edits, crashes, clock jumps, pauses, store faults, and
 * exceptions of whatever is decided about one of the jobs, in virtual time, and checks afterwards
 * what is promised: every occurrence between a trigger's first and its next one is accounted for
 * exactly once, by a run or by the ledger, except while its trigger was disabled; where the clock
 * was set back by more than an hour, it has one run at most, and is accounted for still; nothing is
 * stuck; no handler begins twice for one run; no more run at once than the queue's limit, which
 * changes, allows when one begins; what is to try out a text is neither skipped nor folded into
 * another nor replaced; and retries follow what they retry. An enabled trigger that waits for the
 * end of its run has a next time or a run that has not ended, at each moment between two commits.
 *
 * <p>Handlers that take time let it pass themselves, so that other things happen meanwhile. The
 * same seed gives the same history.
 */
class SimulationTest {
  private static final int JOBS = 8;
  private static final int QUEUE_LIMIT = 3;
  private static final int HIGHEST_LIMIT = 4;
  private static final String TRIALS = "trials";
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final List<String> HANDLERS =
      List.of("quick", "quick", "quick", "quick", "slow", "slow", "slow", "failing");
  private static final List<String> ZONES =
      List.of("UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe");

  private final Logger logger = Logger.getLogger("dev.tempo");

  /** Thousands of failures on purpose need not be told. */
  @BeforeEach
  void beQuiet() {
    logger.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    logger.setLevel(null);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomHistory_keepsEveryPromise(long seed) {
    new History(seed, 40).run();
  }

  @Test
  @Tag("long")
  void thousandsOfDays_keepEveryPromise() {
    for (long seed = 3; seed < 13; seed++) {
      new History(seed, 40).run();
    }
    for (long seed = 100; seed < 140; seed++) {
      new History(seed, 400).run();
    }
  }

  /** A failure without a stack trace, which would fill the log. */
  private static final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OnPurpose() {
      super("on purpose", null, false, false);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Goes through the history of a seed; how much time has passed in it. */
  static Duration simulate(long seed, int steps) {
    History history = new History(seed, steps);
    Instant begin = history.clock.instant();
    history.run();
    return Duration.between(begin, history.clock.instant());
  }

  /** One random history. */
  private static final class History {
    private final long seed;
    private final int steps;
    private final SplittableRandom random;
    private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
    private final MemoryStore memory = new MemoryStore(10_000_000);
    private FaultyStore store;
    private final List<Job> jobs = new ArrayList<>();
    private final Map<UUID, TriggerPlans> plans = new HashMap<>();
    private final List<TriggerPlans.Span> setBack = new ArrayList<>();
    private Instant latest = clock.instant();
    private int inside;
    private final List<String> wrongs = new ArrayList<>();
    private final Set<UUID> begun = new HashSet<>();
    private final Set<UUID> trials = new LinkedHashSet<>();
    private Job tried;
    private Tempo tempo;

    History(long seed, int steps) {
      this.seed = seed;
      this.steps = steps;
      this.random = new SplittableRandom(seed);
      this.store = new FaultyStore(memory, random.split(), this::watched);
    }

    void run() {
      start();
      for (int i = 0; i < JOBS; i++) {
        jobs.add(tempo.save(job(i)));
      }
      tempo.pauseQueue(TRIALS);
      tried = tempo.save(Job.named("tried").task(Task.shell("exit 0")).queue(TRIALS).build());
      for (int step = 0; step < steps; step++) {
        store.fail(random.nextInt(4) == 0 ? 0.05 : 0, random.nextInt(4) == 0 ? 0.002 : 0);
        store.poison(random.nextInt(4) == 0 ? Optional.of(any().id()) : Optional.empty());
        survive(this::something);
        latest = later(latest, clock.instant());
      }
      settle();
      check();
    }

    /** Makes changes, and sees what saving jobs does to their triggers. */
    private Set<UUID> watched(List<Change> changes) {
      for (Change change : changes) {
        if (change instanceof Change.SaveJob(Job job, List<TriggerState> states)
            && !states.isEmpty()) {
          remember(job.triggers().getFirst(), states.getFirst(), changes);
        }
      }
      Set<UUID> refused = memory.commit(changes);
      jobs.forEach(this::checkWaiting);
      return refused;
    }

    private void remember(Trigger trigger, TriggerState state, List<Change> changes) {
      if (!TriggerTimes.waitsForEnd(trigger)) {
        plans
            .computeIfAbsent(trigger.id(), id -> new TriggerPlans())
            .saved(memory.triggers().find(trigger.id()), state, changes);
      }
    }

    private void checkWaiting(Job job) {
      Trigger trigger = job.triggers().getFirst();
      boolean waits =
          TriggerTimes.waitsForEnd(trigger)
              && memory.jobs().find(job.id()).orElseThrow().enabled()
              && memory.triggers().find(trigger.id()).orElseThrow().next().isEmpty();
      if (waits) {
        RunQuery open =
            RunQuery.ALL.withJob(job.id()).withStatus(RunStatus.QUEUED, RunStatus.RUNNING);
        assertThat(memory.runs().list(open.withLimit(10_000)).runs())
            .as("an unfinished run of the trigger of %s, seed %d", job, seed)
            .anyMatch(run -> isOf(run, trigger));
      }
    }

    private static boolean isOf(Run run, Trigger trigger) {
      return run.request().origin().triggerId().equals(Optional.of(trigger.id()));
    }

    private Job job(int number) {
      Trigger trigger =
          switch (random.nextInt(5)) {
            case 0, 1 ->
                Trigger.cron("%d */%d * * *".formatted(random.nextInt(60), 1 + random.nextInt(5)));
            case 2, 3 -> Trigger.every(Duration.ofMinutes(37 + random.nextInt(200)));
            default -> Trigger.afterEach(Duration.ofMinutes(37 + random.nextInt(200)));
          };
      MisfirePolicy misfire = MisfirePolicy.values()[random.nextInt(3)];
      OverlapPolicy overlap = OverlapPolicy.values()[random.nextInt(4)];
      return Job.named("job " + number)
          .task(Task.handler(HANDLERS.get(random.nextInt(HANDLERS.size()))))
          .overlap(overlap)
          .grace(Duration.ofDays(1)) // a handler that is given up keeps running beside its slot
          .zone(ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))))
          .trigger(trigger.withMisfire(misfire).withGrace(Duration.ofMinutes(random.nextInt(90))))
          .retry(
              RetryPolicy.times(random.nextInt(3))
                  .withBackoff(Duration.ofMinutes(3), Duration.ofHours(1)))
          .build();
    }

    private void something() {
      switch (random.nextInt(17)) {
        case 0 -> clock.jump(Duration.ofMinutes(random.nextInt(600)));
        case 1 -> stepBack(random.nextInt(3) == 0 ? 600 : 59);
        case 2 -> restart();
        case 3 -> tempo.pauseQueue("default");
        case 4, 5 -> tempo.resumeQueue("default");
        case 6 -> ask();
        case 7 -> toggle();
        case 8 -> retouch();
        case 9 -> wrongForAMoment();
        case 10 -> cancelWhatWaits();
        case 11 -> tempo.setQueueLimit("default", 1 + random.nextInt(HIGHEST_LIMIT));
        case 12 -> tryOut();
        default -> clock.advance(Duration.ofMinutes(random.nextInt(2_000)));
      }
    }

    private void stepBack(int mostMinutes) {
      Duration by = Duration.ofMinutes(random.nextInt(mostMinutes));
      latest = later(latest, clock.instant());
      Instant now = clock.instant().minus(by);
      if (Duration.between(now, latest).compareTo(PATIENCE) > 0) {
        setBack.add(new TriggerPlans.Span(now, latest));
      }
      clock.jump(by.negated());
    }

    private void wrongForAMoment() {
      Duration by = Duration.ofMinutes(random.nextInt(500));
      clock.jump(by);
      clock.advance(Duration.ofMinutes(random.nextInt(5)));
      latest = later(latest, clock.instant());
      Instant now = clock.instant().minus(by);
      if (Duration.between(now, latest).compareTo(PATIENCE) > 0) {
        setBack.add(new TriggerPlans.Span(now, latest));
      }
      clock.jump(by.negated());
    }

    private void toggle() {
      UUID job = any().id();
      tempo.setEnabled(job, !memory.jobs().find(job).orElseThrow().enabled());
    }

    /** An edit that does not touch the instants. */
    private void retouch() {
      Job job = memory.jobs().find(any().id()).orElseThrow();
      Trigger trigger = job.triggers().getFirst();
      Trigger other =
          trigger
              .withMisfire(MisfirePolicy.values()[random.nextInt(3)])
              .withGrace(Duration.ofMinutes(random.nextInt(90)));
      tempo.save(job.toBuilder().triggers(List.of(other)).build());
    }

    private void cancelWhatWaits() {
      RunQuery waiting = RunQuery.ALL.withJob(any().id()).withStatus(RunStatus.QUEUED);
      memory.runs().list(waiting).runs().forEach(run -> tempo.cancel(run.id()));
    }

    private Job any() {
      return jobs.get(random.nextInt(JOBS));
    }

    private void ask() {
      Job job = any();
      if (!memory.jobs().find(job.id()).orElseThrow().enabled()) {
        return;
      }
      RunOptions options = RunOptions.DEFAULT;
      UUID run =
          tempo.run(job.id(), random.nextBoolean() ? options : options.withStartedBy("ada")).id();
      if (random.nextBoolean()) {
        tempo.cancel(run);
      }
    }

    /** Their queue stays paused: a script is a process and would take time of its own. */
    private void tryOut() {
      UUID run = tempo.run(tried.id(), RunOptions.DEFAULT.withScript("exit 1")).id();
      if (random.nextBoolean()) {
        tempo.cancel(run);
      } else {
        trials.add(run);
      }
    }

    /** The process may die in the middle of anything; another takes over. */
    private void survive(Runnable action) {
      try {
        action.run();
      } catch (FaultyStore.Crash crash) {
        clock.detachAll();
        store = store.reopened();
        start();
      } catch (StoreException refused) {
        assertThat(refused).hasMessageMatching("(?s).*(disk is full|Poison).*");
      }
    }

    private void restart() {
      tempo.close();
      start();
    }

    private void start() {
      tempo =
          Tempo.builder()
              .store(store)
              .timeSource(clock)
              .queue("default", QUEUE_LIMIT)
              .clockPatience(PATIENCE)
              .handler("quick", context -> begins(context.runId()))
              .handler("slow", context -> takeTime(context.runId()))
              .handler(
                  "failing",
                  context -> {
                    begins(context.runId());
                    throw new OnPurpose();
                  })
              .build();
      tempo.start(); // which begins runs
    }

    private void begins(UUID runId) {
      if (!begun.add(runId)) {
        wrongs.add("run " + runId + " began again");
      }
      int limit = tempo.queue("default").limit();
      if (inside >= limit) {
        wrongs.add("run " + runId + " began beside " + inside + " others, the limit is " + limit);
      }
    }

    private void takeTime(UUID runId) {
      begins(runId);
      inside++;
      try {
        if (inside <= HIGHEST_LIMIT) {
          clock.advance(Duration.ofMinutes(random.nextInt(9)));
        }
      } finally { // the process may die in it
        inside--;
      }
    }

    private void settle() {
      store.fail(0, 0);
      store.poison(Optional.empty());
      tempo.resumeQueue("default");
      jobs.forEach(job -> tempo.setEnabled(job.id(), true));
      clock.advance(Duration.between(clock.instant(), later(latest, clock.instant())));
      clock.advance(Duration.ofHours(20));
    }

    private void check() {
      List<Run> runs = memory.runs().list(RunQuery.ALL.withLimit(1_000_000)).runs().reversed();
      assertThat(runs.stream().filter(run -> !run.status().isFinal() && !run.isUnsaved()))
          .as("only retries wait, for their time; seed %d", seed)
          .allMatch(run -> run.timeline().notBefore().isAfter(clock.instant()));
      assertThat(wrongs).as("seed %d", seed).isEmpty();
      checkTrials(runs);
      jobs.forEach(job -> checkOccurrences(job, runs));
      checkRetries(runs);
    }

    /** Walks over the schedule from the first occurrence to the next one and ticks all off. */
    private void checkOccurrences(Job job, List<Run> runs) {
      Trigger trigger = job.triggers().getFirst();
      if (TriggerTimes.waitsForEnd(trigger)) {
        return;
      }
      TreeMap<Instant, String> account = new TreeMap<>();
      runs.stream()
          .filter(run -> run.attempt() == 1)
          .filter(run -> isOf(run, trigger))
          .forEach(run -> book(account, run.scheduledFor().orElseThrow(), "run " + run.id()));
      Timetable timetable = Timetable.of(trigger.schedule(), job.zone());
      Instant end =
          memory.triggers().find(trigger.id()).orElseThrow().next().orElseThrow().nominal();
      List<DecisionEntry> entries =
          memory.decisions().entries(job.id(), Instant.EPOCH, end, Integer.MAX_VALUE);
      for (DecisionEntry entry : entries) {
        bookRange(account, timetable, entry);
      }
      TriggerPlans planned = plans.get(trigger.id());
      Instant first = planned.first();
      if (isSetBack(account.firstKey()) && account.firstKey().isBefore(first)) {
        first = account.firstKey();
      }
      List<Instant> due = new ArrayList<>();
      for (Instant at = first; at.isBefore(end); at = timetable.next(at).orElseThrow()) {
        if (account.containsKey(at) && isSetBack(at) || !planned.isInAGap(at)) {
          due.add(at);
        }
      }
      assertThat(account.keySet()).as("%s, seed %d", job, seed).containsExactlyElementsOf(due);
    }

    /** Whether an instant came again, as the clock was set back by more than is waited for. */
    private boolean isSetBack(Instant at) {
      return setBack.stream().anyMatch(span -> span.contains(at));
    }

    /** A range is all that the schedule names in it. */
    private void bookRange(
        TreeMap<Instant, String> account, Timetable timetable, DecisionEntry entry) {
      long count = 0;
      Instant at = entry.range().from();
      while (!at.isAfter(entry.range().to())) {
        book(account, at, "entry " + entry.id());
        count++;
        at = timetable.next(at).orElseThrow();
      }
      assertThat(count).as("%s, seed %d", entry, seed).isEqualTo(entry.range().count());
    }

    private void book(TreeMap<Instant, String> account, Instant at, String by) {
      String known = account.putIfAbsent(at, by);
      if (!isSetBack(at) || by.startsWith("run")) {
        assertThat(known).as("%s is accounted for by %s, too; seed %d", at, by, seed).isNull();
      }
    }

    private void checkTrials(List<Run> runs) {
      assertThat(runs.stream().filter(Run::isUnsaved))
          .as("seed %d", seed)
          .allMatch(run -> run.startedAt().isEmpty() && run.attempt() == 1)
          .allMatch(run -> Set.of(RunStatus.QUEUED, RunStatus.CANCELLED).contains(run.status()))
          .filteredOn(run -> run.status() == RunStatus.QUEUED)
          .extracting(Run::id)
          .containsAll(trials);
    }

    private void checkRetries(List<Run> runs) {
      Map<UUID, Run> byId = new HashMap<>();
      runs.forEach(run -> byId.put(run.id(), run));
      for (Run run : runs) {
        if (run.attempt() > 1) {
          Run first = byId.get(run.request().firstRunId().orElseThrow());
          assertThat(first.jobId()).isEqualTo(run.jobId());
          assertThat(first.id()).isLessThan(run.id());
        }
        if (run.status() == RunStatus.SUCCESS || run.status() == RunStatus.FAILURE) {
          assertThat(run.startedAt()).as("%s, seed %d", run, seed).isPresent();
        }
      }
    }
  }
}
