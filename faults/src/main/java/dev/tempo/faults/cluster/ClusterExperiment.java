package dev.tempo.faults.cluster;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.faults.history.ScheduledTarget;
import dev.tempo.faults.history.SeenEntry;
import dev.tempo.faults.history.StoreReader;
import dev.tempo.store.RunQuery;
import dev.tempo.store.postgres.PostgresOptions;
import dev.tempo.store.postgres.PostgresStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Lets three nodes work while things befall them, and returns all that was seen. */
final class ClusterExperiment {
  private static final int TRIES = 10;
  private static final int MANY = 1_000_000;
  private static final int SKEW_MILLIS = 4_000;
  private static final Duration LAST_ENDS = Duration.ofSeconds(100);
  private static final Duration LAST = Duration.ofSeconds(4);
  private static final Duration SYNCHRONOUS = Duration.ofSeconds(1);
  private static final Duration SLOW = Duration.ofMillis(100);

  private final NodeGroup.Place place;
  private final Control control;
  private final Ending ending;
  private final SplittableRandom random;
  private final List<ClusterFault> faults = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  /** How it ends. */
  enum Ending {
    /** After ten seconds in which nothing happens, when all runs have ended by themselves. */
    ALL_ENDED(Duration.ofSeconds(10)),
    /** Sooner, by cancelling those that go on. */
    CANCELLED(Duration.ofSeconds(5));

    private final Duration calm;

    Ending(Duration calm) {
      this.calm = calm;
    }
  }

  ClusterExperiment(NodeGroup.Place place, Control control, Ending ending, long seed) {
    this.place = place;
    this.control = control;
    this.ending = ending;
    this.random = new SplittableRandom(seed);
  }

  ClusterHistory run(List<FaultPlan.Step> steps) throws IOException {
    long uptimeAhead = JournalEntry.uptimeAheadNanos();
    Instant end;
    try (NodeGroup group = new NodeGroup(NodeProgram.UNDER_FAULTS, place, control)) {
      group.start(this::skew);
      StallWatch stalls = new StallWatch(group);
      save(group);
      for (NodeProcess node : group.nodes()) {
        tell(node, "ask");
      }
      sleep(LAST);
      for (FaultPlan.Step step : steps) {
        strike(group, step);
        sleep(step.pause());
      }
      sleep(ending.calm);
      end = Instant.now();
      quiet(group);
      stalls.close();
      faults.addAll(stalls.stalls());
    }
    return history(ClusterHistory.Clock.now(end), uptimeAhead);
  }

  private Duration skew() {
    return Duration.ofMillis(random.nextInt(-SKEW_MILLIS, SKEW_MILLIS));
  }

  /** Again where it is not known whether it was done, as when whoever leads has just changed. */
  private void save(NodeGroup group) throws IOException {
    Optional<String> failure = Optional.of("");
    for (int tried = 0; failure.isPresent() && tried < TRIES; tried++) {
      failure = group.nodes().get(tried % group.nodes().size()).tell("save");
    }
    failure.ifPresent(why -> broken.add("The load cannot be saved: " + why));
  }

  private void tell(NodeProcess node, String command) throws IOException {
    node.tell(command)
        .ifPresent(why -> broken.add(node.name() + " does not " + command + ": " + why));
  }

  private static void sleep(Duration length) {
    LockSupport.parkNanos(length.toNanos());
  }

  private void strike(NodeGroup group, FaultPlan.Step step) throws IOException {
    NodeProcess node = victim(group, step.atLeader());
    long from = System.nanoTime();
    switch (step.kind()) {
      case KILL -> killAndStart(node, step.length());
      case STOP, STOP_WITH_SCRIPTS -> {
        node.suspend(step.kind() == ClusterFault.Kind.STOP_WITH_SCRIPTS);
        sleep(step.length());
        node.resume();
      }
      case CUT -> hold(node, step.length(), () -> node.network().cut(true, true));
      case CUT_TO_DATABASE -> hold(node, step.length(), () -> node.network().cut(true, false));
      case CUT_TO_NODE -> hold(node, step.length(), () -> node.network().cut(false, true));
      case SLOW -> hold(node, step.length(), () -> node.network().slow(SLOW));
      case CRASH -> {
        place.database().server().crash();
        sleep(step.length());
        place.database().server().restart();
      }
      case PROMOTE, PROMOTE_BEHIND -> {
        faults.add(failOver(group, step));
        return;
      }
      case STALL -> throw new IllegalArgumentException("Nobody makes a stall");
    }
    String where = step.kind() == ClusterFault.Kind.CRASH ? ClusterFault.DATABASE : node.name();
    faults.add(new ClusterFault(step.kind(), where, from, System.nanoTime()));
  }

  /** The fault begins with the crash, or with the first commit that the crash will lose. */
  private ClusterFault failOver(NodeGroup group, FaultPlan.Step step) throws IOException {
    Primary database = place.database();
    try (Replica replica = database.replica()) {
      boolean isBehind = step.kind() == ClusterFault.Kind.PROMOTE_BEHIND;
      if (!isBehind) {
        replica.synchronise();
        sleep(SYNCHRONOUS);
      }
      long from = System.nanoTime();
      if (isBehind) {
        replica.cutOff();
        sleep(step.length());
      }
      database.server().crash();
      if (!isBehind) {
        sleep(step.length());
      }
      database.replaceBy(replica.promote());
      group.pointTo(database.server());
      return new ClusterFault(step.kind(), ClusterFault.DATABASE, from, System.nanoTime());
    }
  }

  private NodeProcess victim(NodeGroup group, boolean isLeader) {
    Optional<NodeProcess> leader = group.leader();
    List<NodeProcess> candidates =
        group.nodes().stream()
            .filter(node -> leader.isEmpty() || leader.get().equals(node) == isLeader)
            .toList();
    return candidates.get(random.nextInt(candidates.size()));
  }

  private void killAndStart(NodeProcess node, Duration later) throws IOException {
    node.kill();
    sleep(later);
    node.start(skew());
    node.awaitReady();
    tell(node, "ask");
  }

  private static void hold(NodeProcess node, Duration length, Runnable fault) {
    fault.run();
    sleep(length);
    node.network().heal();
  }

  /** Nothing is to begin any more, and all that began is to end. */
  private void quiet(NodeGroup group) throws IOException {
    for (NodeProcess node : group.nodes()) {
      if (!node.isAlive()) {
        broken.add(node.name() + " has ended by itself");
        return;
      }
      tell(node, "quiet");
    }
    tell(group.nodes().getFirst(), "disable");
    if (ending == Ending.CANCELLED) {
      tell(group.nodes().getLast(), "drop");
    }
    long begun = System.nanoTime();
    while (!group.openRuns().equals(Optional.of(0L))
        && System.nanoTime() - begun < LAST_ENDS.toNanos()) {
      sleep(Duration.ofMillis(250));
    }
    for (NodeProcess node : group.nodes()) {
      node.stop();
    }
  }

  private ClusterHistory history(ClusterHistory.Clock clock, long uptimeAhead) throws IOException {
    PostgresOptions options = PostgresOptions.DEFAULT.withSchema(place.schema());
    try (PostgresStore store = PostgresStore.open(place.database().server().source(), options)) {
      StoreReader reader = new StoreReader(store, Map.of());
      List<ClusterHistory.StoredRun> runs =
          store.runs().list(RunQuery.ALL.withLimit(MANY)).runs().stream()
              .map(run -> new ClusterHistory.StoredRun(run, reader.seen(run)))
              .toList();
      List<SeenEntry> entries = reader.entries();
      List<ScheduledTarget> targets = new ArrayList<>();
      for (Job job : store.jobs().list(Optional.empty(), MANY)) {
        targets.addAll(targets(job, runs, entries, clock.end()));
      }
      return new ClusterHistory(
          runs, entries, targets, journal(uptimeAhead), faults, clock, broken);
    }
  }

  /** From the first occurrence that anything is known of, to that at which all ended. */
  private List<ScheduledTarget> targets(
      Job job, List<ClusterHistory.StoredRun> runs, List<SeenEntry> entries, Instant end) {
    List<ScheduledTarget> targets = new ArrayList<>();
    if (LoadSpec.byName().get(job.name()).isOnGrid()) {
      Trigger trigger = job.triggers().getFirst();
      UUID id = trigger.id();
      Stream<Instant> ofRuns =
          runs.stream()
              .filter(each -> each.seen().origin().trigger().filter(id::equals).isPresent())
              .flatMap(each -> each.run().scheduledFor().stream());
      Stream<Instant> ofEntries =
          entries.stream().filter(each -> each.trigger().equals(id)).map(SeenEntry::from);
      Instant first = Stream.concat(ofRuns, ofEntries).min(Instant::compareTo).orElse(end);
      if (first.equals(end)) {
        broken.add(job.name() + " never fired");
      }
      Instant last = end.plus(LAST_ENDS);
      for (Instant at = first;
          at.isBefore(last);
          at = trigger.schedule().next(at, job.zone()).orElseThrow()) {
        targets.add(new ScheduledTarget(id, at, at.isAfter(end.minus(LAST)), false));
      }
    }
    return targets;
  }

  private List<JournalEntry> journal(long uptimeAhead) throws IOException {
    List<JournalEntry> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(place.directory())) {
      for (Path file : files.filter(f -> f.toString().endsWith(".journal")).toList()) {
        String name = file.getFileName().toString().replace(".journal", "");
        all.addAll(
            name.equals(JournalEntry.SCRIPTS)
                ? JournalEntry.readScripts(file, uptimeAhead)
                : JournalEntry.read(file, name));
      }
    }
    return all;
  }
}
