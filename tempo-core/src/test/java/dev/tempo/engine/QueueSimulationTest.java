package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.DuplicatePolicy;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Uniqueness;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
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
 * Asks for random runs of all priorities, with keys, unique keys and later instants, over crashes,
 * restarts, store faults, pauses and edits of queues, in virtual time, and checks what is promised:
 * no run begins twice; of a key one runs at a time; a queue starts no more within the span of its
 * rate than that allows; none begins before its instant; of a unique key no two have not ended;
 * each is deleted with its work done or stays; and nothing is stuck. The same seed gives the same
 * history.
 */
class QueueSimulationTest {
  private static final int PERMITS = 4;
  private static final Duration SPAN = Duration.ofMinutes(10);
  private static final int KEYS = 4;
  private static final int DEPTH = 4;

  private final Logger logger = Logger.getLogger("dev.tempo");

  @BeforeEach
  void beQuiet() {
    logger.setLevel(Level.OFF);
  }

  @AfterEach
  void speakAgain() {
    logger.setLevel(null);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomRequests_keepEveryPromise(long seed) {
    new History(seed, 150).run();
  }

  @Test
  @Tag("long")
  void manyRandomRequests_keepEveryPromise() {
    for (long seed = 100; seed < 160; seed++) {
      new History(seed, 1_500).run();
    }
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
    private final MemoryStore memory = new MemoryStore(1_000_000);
    private FaultyStore store;
    private final Set<UUID> begun = new HashSet<>();
    private final Map<String, UUID> busy = new HashMap<>();
    private final List<Instant> rated = new ArrayList<>();
    private final List<String> wrongs = new ArrayList<>();
    private int inside;
    private Job quick;
    private Job slow;
    private Job mail;
    private Tempo tempo;

    History(long seed, int steps) {
      this.seed = seed;
      this.steps = steps;
      this.random = new SplittableRandom(seed);
      this.store = new FaultyStore(memory, random.split(), memory::commit);
    }

    void run() {
      start();
      quick = tempo.save(job("quick").build());
      slow = tempo.save(job("slow").retry(RetryPolicy.times(1)).build());
      mail = tempo.save(job("mail").queue("mail").build());
      rate();
      for (int step = 0; step < steps; step++) {
        store.fail(random.nextInt(4) == 0 ? 0.03 : 0, random.nextInt(4) == 0 ? 0.01 : 0);
        survive(this::something);
      }
      settle();
      check();
    }

    private void rate() {
      QueueSettings settings = new QueueSettings("mail", 50, QueueSettings.Threads.VIRTUAL);
      tempo.saveQueue(settings.withRate(new QueueRate(PERMITS, SPAN)));
    }

    private void something() {
      switch (random.nextInt(14)) {
        case 0 -> restart();
        case 1 -> tempo.pauseQueue(random.nextBoolean() ? "default" : "mail");
        case 2, 3 -> tempo.resumeQueue(random.nextBoolean() ? "default" : "mail");
        case 4 -> cancelSomething();
        case 5 -> deleted();
        case 6, 7 -> clock.advance(Duration.ofSeconds(random.nextInt(2_000)));
        default -> ask();
      }
    }

    private void ask() {
      Job job = List.of(quick, slow, mail).get(random.nextInt(3));
      RunOptions options =
          RunOptions.DEFAULT.withParameter("n", Integer.toString(random.nextInt()));
      if (random.nextBoolean()) {
        options = options.withPriority(random.nextInt(-10, 11));
      }
      if (random.nextBoolean()) {
        options = options.withKey("k" + random.nextInt(KEYS));
      }
      if (random.nextInt(3) == 0) {
        Instant at = clock.instant().plusSeconds(random.nextInt(3_000));
        options = options.withNotBefore(at).withParameter("at", at.toString());
      }
      if (random.nextInt(4) == 0) {
        DuplicatePolicy policy =
            random.nextBoolean() ? DuplicatePolicy.KEEP_FIRST : DuplicatePolicy.REPLACE_WAITING;
        options = options.withUnique(Uniqueness.of("u" + random.nextInt(KEYS)).withPolicy(policy));
      }
      tempo.run(job.id(), options);
    }

    private void deleted() {
      Job once = tempo.save(job("once " + random.nextInt()).deleteWhenDone().build());
      tempo.run(once.id());
    }

    private void cancelSomething() {
      memory.runs().list(RunQuery.ALL.withStatus(RunStatus.QUEUED).withLimit(3)).runs().stream()
          .findAny()
          .ifPresent(run -> tempo.cancel(run.id()));
    }

    private void survive(Runnable action) {
      try {
        action.run();
      } catch (FaultyStore.Crash crash) {
        clock.detachAll();
        busy.clear();
        store = store.reopened();
        start();
      } catch (StoreException refused) {
        assertThat(refused).hasMessageMatching("(?s).*disk is full.*");
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
              .queue("default", 3)
              .handler("note", this::handle)
              .build();
      tempo.start();
    }

    private void handle(RunContext context) {
      Run run = memory.runs().find(context.runId()).orElseThrow();
      expect(begun.add(run.id()), run, "began again");
      Optional<String> at = Optional.ofNullable(context.parameters().get("at"));
      expect(
          at.isEmpty() || !clock.instant().isBefore(Instant.parse(at.get())), run, "began early");
      if (run.job().queue().equals("mail")) {
        rated.add(clock.instant());
      }
      Optional<String> key =
          run.request().attributes().key().map(name -> run.job().queue() + " " + name);
      key.ifPresent(
          name -> expect(busy.putIfAbsent(name, run.id()) == null, run, "shares " + name));
      try {
        takeTime(run);
      } finally {
        key.ifPresent(name -> busy.remove(name, run.id()));
      }
    }

    private void takeTime(Run run) {
      inside++;
      try {
        if (run.jobName().equals("slow") && inside < DEPTH) {
          clock.advance(Duration.ofSeconds(random.nextInt(600)));
        }
      } finally { // the process may die in it
        inside--;
      }
      if (run.jobName().equals("slow") && random.nextInt(3) == 0) {
        throw new IllegalStateException("on purpose");
      }
    }

    private void expect(boolean holds, Run run, String what) {
      if (!holds) {
        wrongs.add("run " + run.id() + " of " + run.jobName() + " " + what);
      }
    }

    private void settle() {
      store.fail(0, 0);
      tempo.resumeQueue("default");
      tempo.resumeQueue("mail");
      clock.advance(Duration.ofDays(2));
      RunQuery dead = RunQuery.ALL.withDeadLettersOnly().withLimit(1_000_000);
      tempo.acknowledge(memory.runs().list(dead).runs().stream().map(Run::id).toList(), "test");
    }

    private void check() {
      assertThat(wrongs).as("seed %d", seed).isEmpty();
      List<Run> runs = memory.runs().list(RunQuery.ALL.withLimit(1_000_000)).runs();
      assertThat(runs).as("seed %d", seed).allMatch(run -> run.status().isFinal());
      for (int i = PERMITS; i < rated.size(); i++) {
        assertThat(Duration.between(rated.get(i - PERMITS), rated.get(i)))
            .as("seed %d, start %d", seed, i)
            .isGreaterThanOrEqualTo(SPAN);
      }
      Set<String> ran = new HashSet<>();
      runs.forEach(run -> ran.add(run.jobName()));
      assertThat(tempo.jobs().map(Job::name).filter(name -> name.startsWith("once")))
          .as("only jobs whose run was never asked for stay; seed %d", seed)
          .noneMatch(ran::contains);
      checkUnique(runs);
    }

    /** Of a key, each was asked for after the one before had ended. */
    private void checkUnique(List<Run> runs) {
      Map<String, Instant> free = new HashMap<>();
      for (Run run : runs.reversed()) {
        Optional<String> key = run.request().attributes().uniqueKey();
        if (key.isPresent()) {
          String name = run.jobName() + " " + key.get();
          Instant before = free.getOrDefault(name, Instant.MIN);
          assertThat(run.queuedAt()).as("seed %d, %s", seed, name).isAfterOrEqualTo(before);
          free.put(name, run.finishedAt().orElseThrow());
        }
      }
    }

    private static Job.Builder job(String name) {
      return Job.named(name).task(Task.handler("note")).overlap(OverlapPolicy.ALLOW);
    }
  }
}
