package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusterStore.Listening;
import dev.tempo.store.cluster.ClusterStore.Turn;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.FeedEntry;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.LeaseStore.DeathLock;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.cluster.NodeStore.Node;
import dev.tempo.store.cluster.TurnResult;
import dev.tempo.store.conformance.ClusterStoreConformance;
import dev.tempo.store.jdbc.LockTimeoutException;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.postgres.testing.PostgresServer;
import dev.tempo.store.postgres.testing.WithPostgres;
import dev.tempo.task.Task;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What several processes do with one schema, each of them a store of its own here. */
@WithPostgres
class PostgresClusterTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final UUID NODE = new UUID(0x7000, 1);

  private final List<PostgresStore> stores = new ArrayList<>();

  @AfterEach
  void closeStores() {
    stores.forEach(PostgresStore::close);
  }

  private PostgresStore open() {
    PostgresStore store =
        stores.isEmpty() ? EmptySchemas.open() : EmptySchemas.openAgain(stores.getFirst());
    stores.add(store);
    return store;
  }

  @Nested
  class Suite extends ClusterStoreConformance {
    private PostgresStore first;

    @Override
    protected ClusteredStore open() {
      first = EmptySchemas.open();
      return first;
    }

    @Override
    protected ClusteredStore openAgain() {
      return EmptySchemas.openAgain(first);
    }
  }

  private static Fence take(ClusterStore cluster) {
    LeaseStore leases = cluster.leases();
    return leases.take(LeaseStore.ENGINE, leases.find(LeaseStore.ENGINE), NODE, 1).orElseThrow();
  }

  private static TurnResult commit(ClusterStore cluster, Fence fence, long number) {
    Job job = Job.named("job " + number).task(Task.shell("true")).build();
    FeedEntry changed = new FeedEntry(number, new byte[] {1});
    return cluster.commit(
        fence,
        List.of(new Change.SaveJob(job, List.of())),
        new Turn(number, List.of(), List.of(), Map.of(), Optional.empty(), changed));
  }

  @Test
  void schemaOfACluster_isInUseByItsNodes_thatAreUp_whichAreNamed() {
    PostgresStore node = open();
    NodeStore nodes = node.cluster().nodes();
    for (String name : List.of("west", "east", "gone")) {
      nodes.join(new Node(Ids.next(), name, Map.of(), Set.of(), true, 0, "", "1", 1));
    }
    nodes.list().stream()
        .filter(one -> one.node().name().equals("gone"))
        .forEach(one -> nodes.leave(one.incarnation()));
    PostgresStore alone = open();
    assertThatThrownBy(alone::claim)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is in use by the nodes east, west. Stop all of them first")
        .hasMessageContaining("TEMPO_NODE_NAME");
    node.close();
    try (Store.Claim claim = alone.claim()) {
      assertThatThrownBy(open()::cluster)
          .as("what nodes left says nothing of who has it: %s", claim)
          .hasMessageContaining("is in use by 'tempo, process");
    }
  }

  @Test
  void engineThatIsAlone_andNodesOfACluster_excludeEachOther() {
    PostgresStore alone = open();
    PostgresStore node = open();
    Store.Claim claim = alone.claim();
    assertThatThrownBy(node::cluster)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is in use by");
    claim.close();
    PostgresStore second = open();
    Fence fence = take(node.cluster());
    commit(second.cluster(), fence, 1);
    assertThatThrownBy(alone::claim)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is in use by");
    node.close();
    second.close();
    try (Store.Claim again = alone.claim()) {
      assertThat(again).isNotNull();
    }
    PostgresStore late = open();
    assertThatThrownBy(() -> commit(late.cluster(), fence, 2))
        .as("an engine has had the schema since")
        .isInstanceOf(FencedException.class);
  }

  @Test
  void claim_endsAsTheClusterIsUsed() {
    PostgresStore first = open();
    try (Store.Claim claim = first.claim()) {
      assertThat(claim).isNotNull();
      Fence fence = take(first.cluster());
      assertThatThrownBy(first::claim).isInstanceOf(IllegalStateException.class);
      commit(open().cluster(), fence, 1);
    }
  }

  @Test
  void olderProgram_doesNotLead_afterANewerOneHas() {
    LeaseStore leases = open().cluster().leases();
    Fence newer = leases.take(LeaseStore.ENGINE, Optional.empty(), NODE, 2).orElseThrow();
    leases.resign(newer);
    assertThat(leases.take(LeaseStore.ENGINE, leases.find(LeaseStore.ENGINE), NODE, 1)).isEmpty();
    assertThat(leases.take(LeaseStore.ENGINE, leases.find(LeaseStore.ENGINE), NODE, 2)).isPresent();
  }

  /** What a leader leaves that is stopped between two statements of a commit. */
  private Connection stoppedCommit(Fence fence) throws SQLException {
    Connection stopped = PostgresServer.shared().source().getConnection();
    Sql.of(stopped, "SET search_path TO " + EmptySchemas.of(stores.getFirst())).execute();
    stopped.setAutoCommit(false);
    String lock = "SELECT 1 FROM lease WHERE holder = ? FOR KEY SHARE";
    assertThat(Sql.of(stopped, lock, fence.holder()).exists()).isTrue();
    return stopped;
  }

  @Test
  void leaderThatIsStoppedWithinACommit_isDeposed_andWritesNothing() throws Exception {
    ClusterStore leader = open().cluster();
    ClusterStore candidate = open().cluster();
    Fence fence = take(leader);
    try (Connection stopped = stoppedCommit(fence)) {
      assertThat(take(candidate).epoch()).isEqualTo(2);
      assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> commit(leader, fence, 1)).isInstanceOf(FencedException.class);
  }

  @Test
  void beats_goOnDuringALongCommit_andALeaseIsTakenOnlyAfterIt() throws Exception {
    ClusterStore leader = open().cluster();
    ClusterStore candidate = open().cluster();
    Fence fence = take(leader);
    try (Connection committing = stoppedCommit(fence);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(leader.leases().beat(fence)).isTrue();
      Future<Fence> taken = threads.submit(() -> take(candidate));
      assertThat(leader.leases().find(LeaseStore.ENGINE).orElseThrow().fence()).isEqualTo(fence);
      committing.commit();
      assertThat(taken.get(LONG.toSeconds(), TimeUnit.SECONDS).epoch()).isEqualTo(2);
    }
  }

  @Test
  void deathLockOfALeaderThatWasSilent_isFree_onceAnotherLeads() {
    ClusterStore silent = open().cluster();
    ClusterStore candidate = open().cluster();
    try (DeathLock held = silent.leases().deathLock(LeaseStore.ENGINE);
        DeathLock awaited = candidate.leases().deathLock(LeaseStore.ENGINE)) {
      assertThat(held.await(LONG)).isTrue();
      take(silent);
      assertThat(awaited.await(Duration.ofMillis(1))).isFalse();
      take(candidate);
      assertThat(awaited.await(LONG)).isTrue();
      assertThat(held.isHeld()).isFalse();
    }
  }

  @Test
  void listeners_areTold_whenTheirSessionWasLost() throws Exception {
    PostgresStore store = open();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    ClusterStore.WakeUpListener listener =
        new ClusterStore.WakeUpListener() {
          @Override
          public void wokenUp(String topic, String payload) {
            heard.add(topic);
          }

          @Override
          public void mayHaveMissed() {
            heard.add("missed");
          }
        };
    try (Listening listening = store.cluster().listen(List.of("topic"), listener)) {
      assertThat(listening).isNotNull();
      endSessions("listener");
      assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("missed");
      store.cluster().wake("topic", "");
      assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("topic");
      endSessions("notifier");
      store.cluster().wake("topic", "");
      assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("topic");
      store.cluster().wakeNow("topic", "beat");
      assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("topic");
      endSessions("control");
      store.cluster().wakeNow("topic", "beat");
      assertThat(heard.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("topic");
    }
  }

  private static void endSessions(String purpose) throws SQLException {
    try (Connection connection = PostgresServer.shared().source().getConnection()) {
      Sql.of(
              connection,
              "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                  + " WHERE application_name LIKE 'tempo, process % ' || ?",
              purpose)
          .all(row -> true);
    }
  }

  @Test
  void lock_isOneOverAllProcesses() throws Exception {
    PostgresDatabase first = open().database();
    PostgresDatabase second = open().database();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> holding =
          threads.submit(
              () ->
                  first.exclusively(
                      "names",
                      LONG,
                      () -> {
                        inside.countDown();
                        return awaits(leave);
                      }));
      assertThat(inside.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> second.exclusively("names", Duration.ofMillis(50), () -> 1))
          .isInstanceOf(LockTimeoutException.class)
          .hasMessageContaining("names");
      assertThat(second.<Integer>exclusively("others", LONG, () -> 1)).isOne();
      Future<Integer> waiting = threads.submit(() -> second.exclusively("names", LONG, () -> 2));
      leave.countDown();
      assertThat(holding.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(waiting.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
    }
    endSessions("lock");
    assertThat(first.<Integer>exclusively("names", LONG, () -> 3)).isEqualTo(3);
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void newSchema_isMadeOnce_byProcessesThatStartTogether() throws Exception {
    int count = 6;
    PostgresOptions options =
        PostgresOptions.DEFAULT.withSchema(PostgresServer.newSchema()).withReaders(2);
    List<Future<PostgresStore>> opening = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        opening.add(
            threads.submit(() -> PostgresStore.open(PostgresServer.shared().source(), options)));
      }
      for (Future<PostgresStore> each : opening) {
        stores.add(each.get(LONG.toSeconds(), TimeUnit.SECONDS));
      }
    }
    assertThat(stores).hasSize(count);
    List<ClusterStore> nodes = stores.stream().map(PostgresStore::cluster).toList();
    Fence fence = take(nodes.getFirst());
    for (int i = 1; i <= count; i++) {
      commit(nodes.get(i - 1), fence, i);
    }
    assertThat(stores.getFirst().jobs().count()).isEqualTo(count);
  }

  @Test
  void turnsTogetherWithOtherWrites_areDoneOrRefusedByThemselves() throws Exception {
    PostgresStore store = open();
    ClusterStore cluster = store.cluster();
    Fence deposed = take(cluster);
    Fence fence = take(cluster);
    List<Future<?>> written = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        String name = "queue " + i;
        written.add(
            threads.submit(
                () ->
                    store
                        .database()
                        .write(
                            c ->
                                Sql.of(c, "INSERT INTO queue (name, paused) VALUES (?, 0)", name)
                                    .execute())));
        written.add(
            threads.submit(
                () ->
                    assertThatThrownBy(() -> commit(cluster, deposed, 1))
                        .isInstanceOf(FencedException.class)));
      }
      commit(cluster, fence, 1);
      for (Future<?> each : written) {
        each.get(LONG.toSeconds(), TimeUnit.SECONDS);
      }
    }
    assertThat(store.queues().list()).hasSize(40);
    assertThat(cluster.feed().last()).isOne();
  }

  /** A leader of the version before writes no number, and a node of this version reads by it. */
  @Test
  void assignmentsOfAnOlderProgram_areReadInTheirOrder() throws Exception {
    PostgresStore store = open();
    ClusterStore cluster = store.cluster();
    assign(store, take(cluster), 2);
    ClusterStore.AssignedPage before = cluster.assignedAfter(NODE, 0, 10);
    assertThat(before.runs()).hasSize(2);
    try (Connection older = PostgresServer.shared().source().getConnection()) {
      older.setSchema(EmptySchemas.of(store));
      UUID moved = before.runs().getFirst().id();
      Sql.of(older, "DELETE FROM assignment WHERE run = ?", moved).execute();
      Sql.of(older, "INSERT INTO assignment (run, incarnation) VALUES (?, ?)", moved, NODE)
          .execute();
    }
    assertThat(cluster.assignedAfter(NODE, before.position(), 10).runs())
        .containsExactly(before.runs().getFirst());
  }

  @Test
  void assignmentThatCannotBeRead_isPassedOver_andNotTakenForTheLastOne() throws Exception {
    PostgresStore store = open();
    ClusterStore cluster = store.cluster();
    List<Run> runs = assign(store, take(cluster), 4);
    store
        .database()
        .write(
            c ->
                Sql.of(
                        c,
                        "UPDATE run_open SET job_id = '\\x00' WHERE id IN (?, ?)",
                        runs.get(1).id(),
                        runs.get(3).id())
                    .execute());
    ClusterStore.AssignedPage page = cluster.assignedAfter(NODE, 0, 2);
    assertThat(page.runs()).containsExactly(runs.getFirst());
    assertThat(page.hasMore()).isTrue();
    ClusterStore.AssignedPage rest = cluster.assignedAfter(NODE, page.position(), 3);
    assertThat(rest.runs()).containsExactly(runs.get(2));
    assertThat(rest.hasMore()).isFalse();
    assertThat(cluster.assignedAfter(NODE, rest.position(), 1))
        .isEqualTo(new ClusterStore.AssignedPage(List.of(), rest.position(), false));
  }

  /** As the second turn. */
  private static List<Run> assign(PostgresStore store, Fence fence, int count) {
    ClusterStore cluster = store.cluster();
    commit(cluster, fence, 1);
    Job job = store.jobs().list(Optional.empty(), 1).getFirst();
    List<Run> runs = IntStream.range(0, count).mapToObj(any -> run(job)).toList();
    FeedEntry entry = new FeedEntry(2, new byte[0]);
    cluster.commit(
        fence,
        runs.stream().<Change>map(run -> new Change.AddRun(run, NODE)).toList(),
        new Turn(2, List.of(), List.of(), Map.of(), Optional.empty(), entry));
    return runs;
  }

  private static Run run(Job job) {
    Instant now = Instant.parse("2026-03-28T12:00:00Z");
    Run queued =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(RunOrigin.request(RunCause.API, Optional.empty()), Map.of()),
            RunTimeline.queued(now),
            RunResult.NONE);
    return queued.withStarted(queued.job(), now);
  }

  @Test
  void refusals_areStoredWithTheirTurn() {
    TurnResult result =
        new TurnResult(Set.of(UUID.randomUUID()), Set.of(UUID.randomUUID(), UUID.randomUUID()));
    assertThat(TurnWriter.unpack(TurnWriter.pack(result))).isEqualTo(result);
    assertThat(TurnWriter.pack(TurnResult.ALL_DONE)).isEmpty();
  }
}
