package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.store.DecisionEntry;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
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
 * Drives three nodes on one store in virtual time through deaths, pauses, cuts, clocks that are
 * wrong, and commits that are refused or whose answer is lost, and checks afterwards what is
 * promised: each due instant has exactly one first attempt or one entry of the ledger; no run
 * begins twice; no trigger stands still; and a run is a success exactly if its node's own journal
 * has its end. What the guards of a node are for is shown by {@link MembershipTest}, which takes
 * them out one by one.
 */
class ClusterSimulationTest {
  /** What was begun within the last moments may be under way. */
  private static final Duration IN_FLIGHT = Duration.ofSeconds(5);

  private static final int NODES = 3;
  private static final int STEPS = 30;

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
  @ValueSource(longs = {1, 2, 3, 4})
  void threeNodes_keepEveryPromise(long seed) {
    History history = new History(seed, STEPS, MemoryCluster.Checks.ALL);
    history.run();
    assertThat(history.violations()).as("seed %d", seed).isEmpty();
  }

  @Test
  @Tag("long")
  void thousandsOfHistories_keepEveryPromise() {
    for (long seed = 5; seed < 2_000; seed++) {
      History history = new History(seed, STEPS, MemoryCluster.Checks.ALL);
      history.run();
      assertThat(history.violations()).as("seed %d", seed).isEmpty();
    }
  }

  /** The control: what the fence in each commit is for. */
  @Test
  void withoutTheFence_promisesAreBroken() {
    List<String> broken = new ArrayList<>();
    for (long seed = 1; seed <= 15 && broken.isEmpty(); seed++) {
      History history = new History(seed, STEPS, new MemoryCluster.Checks(false, true));
      history.run();
      broken.addAll(history.violations());
    }
    assertThat(broken).isNotEmpty();
  }

  /** Goes through the history of a seed; how much time has passed in it. */
  static Duration simulate(long seed, int steps) {
    History history = new History(seed, steps, MemoryCluster.Checks.ALL);
    history.run();
    assertThat(history.violations()).as("seed %d", seed).isEmpty();
    return Duration.between(history.begin, history.clock.instant());
  }

  /** One node, and what it knows by itself. */
  private static final class Node {
    final String name;
    final NodeClock clock;
    MemorySession session;
    Tempo tempo;

    Node(String name, VirtualClock base) {
      this.name = name;
      this.clock = new NodeClock(base);
    }
  }

  /** One random history. */
  private static final class History {
    private final int steps;
    private final SplittableRandom random;
    private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
    private final MemoryCluster cluster = new MemoryCluster(clock);
    private final List<Node> nodes = new ArrayList<>();
    private final Map<UUID, String> begun = new HashMap<>();
    private final Set<UUID> ended = new HashSet<>();
    private final List<String> wrongs = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private final Instant begin = clock.instant();

    History(long seed, int steps, MemoryCluster.Checks checks) {
      this.steps = steps;
      random = new SplittableRandom(seed);
      cluster.check(checks);
    }

    void run() {
      for (int i = 0; i < NODES; i++) {
        Node node = new Node("node " + i, clock);
        nodes.add(node);
        start(node);
      }
      clock.advance(Duration.ofSeconds(3));
      for (int i = 0; i < 4; i++) {
        Job job = nodes.getFirst().tempo.save(job(i));
        jobs.add(job);
      }
      for (int step = 0; step < steps; step++) {
        something();
        clock.advance(Duration.ofMillis(200 + random.nextInt(5_000)));
      }
      settle();
      check();
    }

    private Job job(int number) {
      Trigger trigger =
          number == 3
              ? Trigger.afterEach(Duration.ofSeconds(5))
              : Trigger.every(Duration.ofSeconds(2 + number));
      return Job.named("job " + number)
          .task(Task.handler(number == 1 ? "failing" : "work"))
          .overlap(OverlapPolicy.values()[number % 4])
          .retry(RetryPolicy.times(number == 1 ? 1 : 0).withDelay(Duration.ofSeconds(1)))
          .trigger(trigger.withGrace(Duration.ofMinutes(10)))
          .build();
    }

    private void start(Node node) {
      node.session = cluster.connect();
      node.session.faults(this::fault);
      node.tempo =
          Tempo.builder()
              .store(node.session)
              .timeSource(node.clock)
              .node(NodeOptions.DEFAULT.withName(node.name))
              .queue("default", 3)
              .handler("work", context -> work(node, context))
              .handler(
                  "failing",
                  context -> {
                    work(node, context);
                    throw new IllegalStateException("on purpose");
                  })
              .build();
      node.tempo.start();
    }

    private MemorySession.Fault fault() {
      int dice = random.nextInt(100);
      return dice == 0
          ? MemorySession.Fault.LOST
          : dice == 1 ? MemorySession.Fault.REFUSED : MemorySession.Fault.NONE;
    }

    private void work(Node node, RunContext context) {
      String before = begun.putIfAbsent(context.runId(), node.name);
      if (before != null) {
        wrongs.add("run " + context.runId() + " began on " + before + " and on " + node.name);
      }
      ended.add(context.runId());
    }

    private void something() {
      Node node = nodes.get(random.nextInt(NODES));
      switch (random.nextInt(9)) {
        case 0 -> kill(node);
        case 1, 2 -> node.clock.pause(true);
        case 3 -> node.session.connected(false);
        case 4 -> node.clock.skew(Duration.ofMillis(random.nextInt(8_000) - 4_000));
        case 5 -> ask(node);
        default -> heal(node);
      }
    }

    private void kill(Node node) {
      node.session.kill();
      node.clock.kill();
      node.clock.pause(false);
      start(node);
    }

    private static void heal(Node node) {
      node.session.connected(true);
      node.clock.pause(false);
    }

    /** Nobody waits for the answer, which may come from another node, later. */
    private void ask(Node node) {
      int which = random.nextInt(3);
      if (!node.clock.isPaused()) {
        try {
          node.tempo.runAsync(jobs.get(which).id(), RunOptions.DEFAULT);
        } catch (StoreException refused) {
          assertThat(refused).hasMessageContaining("the test");
        }
      }
    }

    private void settle() {
      nodes.forEach(
          node -> {
            node.session.faults(() -> MemorySession.Fault.NONE);
            node.clock.skew(Duration.ZERO);
            heal(node);
          });
      clock.advance(Duration.ofMinutes(2));
    }

    private void check() {
      List<Run> runs =
          cluster.data().runs().list(RunQuery.ALL.withLimit(1_000_000)).runs().reversed();
      for (Job job : jobs.subList(0, 3)) {
        checkOccurrences(job, runs);
      }
      Instant late = clock.instant().minus(IN_FLIGHT);
      for (Run run : runs) {
        boolean isSuccess = run.status() == RunStatus.SUCCESS;
        if (isSuccess && !ended.contains(run.id())) {
          wrongs.add("run " + run.id() + " is a success that no node has seen");
        }
        if (run.status() == RunStatus.RUNNING && run.startedAt().orElseThrow().isBefore(late)) {
          wrongs.add("run " + run.id() + " runs for ever");
        }
      }
    }

    private void checkOccurrences(Job job, List<Run> runs) {
      Trigger trigger = job.triggers().getFirst();
      TreeMap<Instant, String> account = new TreeMap<>();
      runs.stream()
          .filter(run -> run.attempt() == 1)
          .filter(run -> run.request().origin().triggerId().equals(Optional.of(trigger.id())))
          .forEach(run -> book(account, run.scheduledFor().orElseThrow(), "run " + run.id()));
      Instant end =
          cluster.data().triggers().find(trigger.id()).orElseThrow().next().orElseThrow().nominal();
      for (DecisionEntry entry :
          cluster.data().decisions().entries(job.id(), Instant.EPOCH, end, 1_000_000)) {
        Instant at = entry.range().from();
        for (long i = 0; i < entry.range().count(); i++) {
          book(account, at, "entry " + entry.id());
          at = next(job, trigger, at);
        }
      }
      if (account.isEmpty()) {
        wrongs.add(job + " never fired");
        return;
      }
      for (Instant at = account.firstKey(); at.isBefore(end); at = next(job, trigger, at)) {
        if (account.remove(at) == null) {
          wrongs.add(job + " has nothing for " + at);
        }
      }
      account.forEach((at, by) -> wrongs.add(job + " has " + by + " for " + at));
      if (Duration.between(end, clock.instant()).compareTo(Duration.ofSeconds(10)) > 0) {
        MemorySession seen = cluster.connect();
        wrongs.add(
            job
                + " stands still at "
                + end
                + ", since "
                + begin
                + ": "
                + seen.leases().find("engine")
                + " "
                + seen.nodes().list());
      }
    }

    private static Instant next(Job job, Trigger trigger, Instant at) {
      return trigger.schedule().next(at, job.zone()).orElseThrow();
    }

    private void book(TreeMap<Instant, String> account, Instant at, String by) {
      String known = account.putIfAbsent(at, by);
      if (known != null) {
        wrongs.add(at + " is accounted for by " + known + " and by " + by);
      }
    }

    List<String> violations() {
      return wrongs;
    }
  }
}
