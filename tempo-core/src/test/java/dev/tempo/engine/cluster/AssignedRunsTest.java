package dev.tempo.engine.cluster;

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
import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.StopCause;
import dev.tempo.engine.state.WorkCallback;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a node that does not lead asks the store as it executes what is assigned to it. */
class AssignedRunsTest {
  private static final int MANY = 700;

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession session = cluster.connect();
  private final AtomicInteger questions = new AtomicInteger();
  private final List<String> asked = new ArrayList<>();
  private Optional<String> failing = Optional.empty();
  private final NodeStore.Node node =
      new NodeStore.Node(Ids.next(), "node", Map.of(), Set.of("work"), true, 0, "", "1", 1);
  private final Membership membership =
      new Membership(session.nodes(), () -> node, clock, new Unconcerned());
  private final Immediate launchers = new Immediate();
  private final Worker worker =
      new Worker(
          new Worker.Places(
              counted(Store.class, session), counted(ClusterStore.class, session), clock),
          membership,
          launchers,
          new Elsewhere());
  private final Job job = Job.named("job").task(Task.handler("work")).build();
  private final Ids ids = new Ids(1);
  private final Fence fence = lead();
  private long turn;

  @Test
  void storeIsAskedAsOftenForManyRunsAsForFew() {
    int few = questionsFor(runs(job, 2));
    assertThat(few).isPositive();
    assertThat(questionsFor(runs(job, 400))).isEqualTo(few);
  }

  @Test
  void eachRunIsBegunOnce_alsoIfThereAreMoreThanOneQuestionTakes() {
    List<Run> all = runs(job, MANY);
    questionsFor(all);
    assertThat(launchers.begun).hasSize(MANY).doesNotHaveDuplicates();
    assertThat(worker.isTold()).isTrue();
  }

  @Test
  void newRun_isBegunAsTheNodeIsWoken_andWhatIsUnderWayIsNotReadForThat() {
    List<Run> before = runs(job, 20);
    before.forEach(run -> launchers.lasting.add(run.id()));
    commit(assigned(before));
    look();
    Run next = run(job);
    commit(assigned(List.of(next)));
    asked.clear();
    worker.lookForNew();
    worker.tick();
    assertThat(launchers.begun).hasSize(21).contains(next.id());
    assertThat(asked).contains("assignedAfter").doesNotContain("assignedIds", "assigned", "stops");
  }

  @Test
  void newRuns_areAllBegunAsTheNodeIsWoken_thoughOneBetweenThemCannotBeRead() {
    look();
    List<Run> all = runs(job, MANY);
    cluster.damage(all.get(10).id());
    commit(assigned(all));
    worker.lookForNew();
    worker.tick();
    assertThat(launchers.begun).hasSize(MANY - 1).contains(all.getLast().id());
  }

  @Test
  void runThatIsAssignedOnceMore_isBegun_thoughItsEarlierStartIsNotKnownToBeSettled() {
    Job edited = job.toBuilder().version(job.version() + 1).build();
    Run first = run(edited);
    commit(assigned(List.of(first)));
    look();
    assertThat(launchers.begun).as("its job is another version").isEmpty();
    startOnceMore(first, edited);
    worker.lookForNew();
    worker.tick();
    assertThat(launchers.begun).containsExactly(first.id());
  }

  @Test
  void startThatIsHeardOfLate_isNotBegun_ifItsEndIsDurable() {
    Run run = run(job);
    commit(assigned(List.of(run)));
    look();
    commit(Stream.of(new Change.FinishRun(ended(run))));
    look();
    assertThat(worker.isTold()).isTrue();
    worker.begin(active(run, job)); // says a leader that was held up
    assertThat(launchers.begun).containsExactly(run.id());
  }

  /** After a failover to a database that lacks the last commits. */
  @Test
  void runWhoseEndTheDatabaseHasLost_isBegunAgain_thoughThatWasDurableAMomentAgo() {
    Run run = run(job);
    commit(assigned(List.of(run)));
    look();
    commit(Stream.of(new Change.FinishRun(ended(run))));
    look();
    assertThat(worker.isTold()).isTrue();
    commit(
        Stream.concat(Stream.of(new Change.DeleteRuns(List.of(run.id()))), assigned(List.of(run))));
    look();
    assertThat(launchers.begun).containsExactly(run.id(), run.id());
    assertThat(session.mailbox().outcomes(100)).hasSize(1);
  }

  @Test
  void endThatWasTold_andIsLostByTheDatabase_isToldAgain_andOneThatWaitsIsNot() {
    List<Run> all = runs(job, 2);
    commit(assigned(all));
    look();
    assertThat(session.mailbox().outcomes(100)).hasSize(2);
    pass(6);
    assertThat(session.mailbox().outcomes(100)).as("they wait for the leader").hasSize(2);
    commit(Stream.of(new Change.FinishRun(ended(all.getFirst())))); // and both letters are gone
    pass(1);
    assertThat(session.mailbox().outcomes(100))
        .extracting(Mailbox.Outcome::runId)
        .containsExactly(all.getLast().id());
    pass(6);
    assertThat(session.mailbox().outcomes(100)).hasSize(1);
    assertThat(launchers.begun).hasSize(2);
    commit(Stream.of(new Change.FinishRun(ended(all.getLast()))));
    look();
    assertThat(worker.isTold()).isTrue();
  }

  /** The leader puts a run back into its queue, and starts it with its job as that is now. */
  private Run startOnceMore(Run first, Job edited) {
    commit(
        Stream.of(
            new Change.SaveJob(edited, List.of()), new Change.RequeueRun(first.withRequeued())));
    clock.advance(Duration.ofMillis(5));
    Run again = first.withRequeued().withStarted(first.job(), clock.instant());
    commit(Stream.of(new Change.StartRun(again, membership.incarnation().orElseThrow())));
    return again;
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      membership.beat();
      look();
    }
  }

  @Test
  void runThatThisNodesLeaderStartsOnceMore_isBegunAtOnce_andTheEarlierStartIsOver() {
    Job edited = job.toBuilder().version(job.version() + 1).build();
    Run first = run(edited);
    commit(assigned(List.of(first)));
    look();
    Run again = startOnceMore(first, edited);
    worker.begin(active(again, edited));
    assertThat(launchers.begun).containsExactly(first.id());
    worker.tick();
    assertThat(session.mailbox().outcomes(100)).hasSize(1);
    worker.begin(active(first, edited)); // says a leader that was held up
    worker.tick();
    assertThat(launchers.begun).containsExactly(first.id());
    assertThat(worker.isTold()).as("the end of the later start is durable").isFalse();
    commit(Stream.of(new Change.FinishRun(ended(again))));
    look();
    assertThat(worker.isTold()).isTrue();
  }

  @Test
  void runIsNotBegun_ifItsJobIsGoneOrAnotherVersion_amongOthers() {
    Job edited = Job.named("edited").task(Task.handler("work")).build();
    Job gone = Job.named("gone").task(Task.handler("work")).build();
    List<Run> good = runs(job, 3);
    List<Run> all = Stream.of(good, runs(edited, 2), runs(gone, 2)).flatMap(List::stream).toList();
    commit(
        Stream.concat(
            Stream.of(
                new Change.SaveJob(
                    edited.toBuilder().version(edited.version() + 1).build(), List.of())),
            assigned(all)));
    look();
    assertThat(launchers.begun)
        .containsExactlyInAnyOrderElementsOf(good.stream().map(Run::id).toList());
    assertThat(session.mailbox().outcomes(100)).hasSize(all.size());
  }

  @Test
  void scriptThatIsMovedToANewIncarnation_endsUnderThat_onceTheNodeHasHeardOfIt() {
    Here leader = new Here();
    Worker here =
        new Worker(new Worker.Places(session, session, clock), membership, launchers, leader);
    here.tick(); // it names what it has
    Job script = Job.named("script").task(Task.shell("sleep 60")).build();
    Run run = run(script);
    launchers.lasting.add(run.id());
    commit(Stream.concat(Stream.of(new Change.SaveJob(script, List.of())), assigned(List.of(run))));
    here.lookForNew();
    here.tick();
    membership.deny(membership.incarnation().orElseThrow());
    membership.beat();
    UUID next = membership.incarnation().orElseThrow();
    here.tick();
    commit(Stream.of(), Map.of(run.id(), next));
    here.lookForNew();
    here.tick();
    launchers.callbacks.get(run.id()).ended(RunOutcome.success(RunResult.NONE, () -> {}));
    assertThat(leader.under).containsExactly(next);
  }

  @Test
  void workThatIsTakenAway_isStopped_thoughTheStoreFailsAsItIsAskedForMore() {
    List<Run> all = runs(job, 2);
    launchers.lasting.add(all.getLast().id());
    commit(assigned(all));
    look();
    assertThat(session.mailbox().outcomes(2)).hasSize(1);
    commit(
        all.stream()
            .map(run -> run.withFinished(RunStatus.LOST, clock.instant(), RunResult.NONE))
            .map(Change.FinishRun::new));
    failing = Optional.of("unended");
    look();
    assertThat(launchers.stops).hasSize(1);
    failing = Optional.empty();
    look();
    assertThat(worker.isTold()).isTrue();
  }

  /** From the assignment of these runs until their ends are durable. */
  private int questionsFor(List<Run> runs) {
    commit(assigned(runs));
    questions.set(0);
    look();
    assertThat(session.mailbox().outcomes(2 * MANY)).hasSize(runs.size());
    commit(runs.stream().map(this::ended).map(Change.FinishRun::new));
    look();
    assertThat(worker.isTold()).as("every end is known to be durable").isTrue();
    return questions.get();
  }

  private void look() {
    worker.look();
    worker.tick();
  }

  private List<Run> runs(Job of, int count) {
    return IntStream.range(0, count).mapToObj(any -> run(of)).toList();
  }

  private Run run(Job of) {
    Run queued =
        new Run(
            ids.next(clock.millis()),
            Run.JobRef.of(of),
            RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of()),
            RunTimeline.queued(clock.instant()),
            RunResult.NONE);
    return queued.withStarted(queued.job(), clock.instant());
  }

  private Run ended(Run run) {
    return run.withFinished(RunStatus.SUCCESS, clock.instant(), RunResult.NONE);
  }

  private ActiveRun active(Run run, Job of) {
    return new ActiveRun(run, of, membership.incarnation().orElseThrow());
  }

  private Stream<Change> assigned(List<Run> runs) {
    UUID incarnation = membership.incarnation().orElseThrow();
    return runs.stream().map(run -> new Change.AddRun(run, incarnation));
  }

  private Fence lead() {
    membership.beat();
    Fence taken =
        session.leases().take(LeaseStore.ENGINE, Optional.empty(), Ids.next(), 1).orElseThrow();
    session.commit(List.of(new Change.SaveJob(job, List.of())));
    worker.tick(); // it names what it has
    return taken;
  }

  /** Outcomes are dealt with. */
  private void commit(Stream<? extends Change> changes) {
    commit(changes, Map.of());
  }

  private void commit(Stream<? extends Change> changes, Map<UUID, UUID> moved) {
    List<UUID> dealt = new ArrayList<>();
    session.mailbox().outcomes(2 * MANY).forEach(one -> dealt.add(one.id()));
    turn++;
    session.commit(
        fence,
        List.copyOf(changes.toList()),
        new ClusterStore.Turn(
            turn, List.of(), dealt, moved, Optional.empty(), new FeedEntry(turn, new byte[0])));
  }

  private <T> T counted(Class<T> type, MemorySession target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              questions.incrementAndGet();
              asked.add(method.getName());
              if (failing.filter(method.getName()::equals).isPresent()) {
                throw new StoreException("The store fails, says the test");
              }
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /** Is told of the membership. */
  private static final class Unconcerned implements Membership.Listener {
    @Override
    public void joined(UUID incarnation) {}

    @Override
    public void lost(UUID incarnation) {}
  }

  /** Work that takes no time, unless it lasts until it is stopped. */
  private static final class Immediate implements WorkLaunchers {
    private final List<UUID> begun = new ArrayList<>();
    private final Set<UUID> lasting = new HashSet<>();
    private final List<StopCause> stops = new ArrayList<>();
    private final Map<UUID, WorkCallback> callbacks = new HashMap<>();

    @Override
    public RunningWork launch(ActiveRun run, WorkCallback callback) {
      begun.add(run.run().id());
      callbacks.put(run.run().id(), callback);
      if (lasting.contains(run.run().id())) {
        return stops::add;
      }
      callback.ended(RunOutcome.success(RunResult.NONE, () -> {}));
      return RunningWork.NONE;
    }

    @Override
    public RunningWork adopt(ActiveRun run, WorkCallback callback) {
      return launch(run, callback);
    }

    @Override
    public Set<UUID> left() {
      return new HashSet<>();
    }

    @Override
    public void settled() {}
  }

  /** Another node leads. */
  private static final class Elsewhere implements LocalLeader {
    @Override
    public Optional<Object> current() {
      return Optional.empty();
    }

    @Override
    public boolean take(
        Object which, UUID runId, UUID incarnation, Report report, Runnable durable) {
      return false;
    }
  }

  /** This node leads. */
  private static final class Here implements LocalLeader {
    private final List<UUID> under = new ArrayList<>();

    @Override
    public Optional<Object> current() {
      return Optional.of(this);
    }

    @Override
    public boolean take(
        Object which, UUID runId, UUID incarnation, Report report, Runnable durable) {
      under.add(incarnation);
      return true;
    }
  }
}
