package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.event.Event;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a leader makes of what nodes tell of their runs, if that is much, or cannot be dealt with.
 */
class ToldRunsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(10);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession session = cluster.connect();
  private final MemorySession other = cluster.connect();
  private final Ids letters = new Ids(1); // they come in order
  private final Tempo leader =
      Tempo.builder()
          .store(session)
          .timeSource(clock)
          .node(NodeOptions.DEFAULT.withName("leader"))
          .build()
          .start();
  private UUID incarnation;
  private Job job;

  @BeforeEach
  void joinAnother() {
    clock.advance(SECOND.multipliedBy(3));
    UUID leaderId = other.leases().find(LeaseStore.ENGINE).orElseThrow().nodeId();
    other.nodes().drain(leaderId, true);
    NodeStore.Node node =
        new NodeStore.Node(Ids.next(), "other", Map.of(), Set.of("work"), true, 0, "", "1", 1);
    incarnation = other.nodes().join(node).incarnation();
    clock.advance(SECOND);
    job =
        leader.save(
            Job.named("work").task(Task.handler("work")).overlap(OverlapPolicy.ALLOW).build());
  }

  @AfterEach
  void close() {
    leader.close();
  }

  private List<UUID> assign(int count) {
    List<UUID> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(leader.run(job.id()).id());
    }
    clock.advance(SOON);
    assertThat(other.assigned(incarnation)).extracting(Run::id).containsAll(runs);
    return runs;
  }

  private Mailbox.Outcome success(UUID runId) {
    return success(letters.next(clock.millis()), runId);
  }

  private Mailbox.Outcome success(UUID id, UUID runId) {
    RunOutcome good = RunOutcome.success(RunResult.NONE, () -> {});
    Report report = Report.Ended.of(good, Optional.empty(), Duration.ZERO);
    return letter(id, runId, incarnation, report);
  }

  private static Mailbox.Outcome letter(UUID id, UUID runId, UUID by, Report report) {
    String kind = report.getClass().getSimpleName();
    return new Mailbox.Outcome(id, runId, by, kind, WireFormat.write(report));
  }

  private Mailbox.Outcome unreadable(UUID runId) {
    UUID id = letters.next(clock.millis());
    return new Mailbox.Outcome(id, runId, incarnation, "OfALaterVersion", new byte[0]);
  }

  private void tell(List<Mailbox.Outcome> told) {
    assertThat(other.mailbox().tell(incarnation, told)).isTrue();
  }

  private RunStatus status(UUID runId) {
    return leader.findRun(runId).orElseThrow().status();
  }

  @Test
  void allThatANodeToldBeforeItWasGone_counts_alsoIfThatIsMoreThanAPage() {
    List<UUID> runs = assign(1_100);
    NodeStore.Node third =
        new NodeStore.Node(Ids.next(), "third", Map.of(), Set.of(), true, 0, "", "1", 1);
    UUID joined = other.nodes().join(third).incarnation(); // so that nodes are looked at in between
    Mailbox.Outcome found =
        letter(letters.next(clock.millis()), joined, joined, new Report.FoundAll());
    assertThat(other.mailbox().tell(joined, List.of(found))).isTrue();
    tell(runs.stream().map(this::success).toList());
    other.nodes().leave(incarnation);
    List<RunStatus> ends = new ArrayList<>();
    leader.onEvent(
        event -> {
          if (event instanceof Event.RunFinished finished) {
            ends.add(finished.run().status());
          }
        });
    clock.advance(SECOND);
    assertThat(ends).as("none is lost, to be corrected").containsOnly(RunStatus.SUCCESS);
    assertThat(runs).extracting(this::status).containsOnly(RunStatus.SUCCESS);
    assertThat(other.mailbox().outcomes(1)).isEmpty();
  }

  @Test
  void moreThanIsTakenAtOnce_isDealtWithAllTheSame() {
    List<UUID> runs = assign(5_500);
    tell(runs.stream().map(this::success).toList());
    clock.advance(SECOND.multipliedBy(2));
    assertThat(runs).extracting(this::status).containsOnly(RunStatus.SUCCESS);
    assertThat(other.mailbox().outcomes(1)).isEmpty();
  }

  @Test
  void whatCannotBeRead_isForgotten_andWhatFollowsIsDealtWith() {
    List<UUID> runs = assign(2);
    Mailbox.Outcome unreadable = unreadable(runs.getFirst());
    tell(List.of(unreadable, success(runs.getLast())));
    clock.advance(SOON);
    assertThat(status(runs.getFirst())).isEqualTo(RunStatus.RUNNING);
    assertThat(status(runs.getLast())).isEqualTo(RunStatus.SUCCESS);
    assertThat(other.mailbox().outcomes(1)).isEmpty();
    tell(List.of(success(unreadable.id(), runs.getFirst())));
    clock.advance(SOON);
    assertThat(status(runs.getFirst()))
        .as("nothing of it is remembered")
        .isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void endThatCannotBeStoredNow_isDealtWithLater() {
    List<UUID> runs = assign(2);
    session.faults(
        () -> {
          throw new IllegalStateException("The store cannot cope, says the test");
        });
    tell(runs.stream().map(this::success).toList());
    clock.advance(SOON);
    assertThat(runs).extracting(this::status).containsOnly(RunStatus.RUNNING);
    session.faults(() -> MemorySession.Fault.NONE);
    clock.advance(SECOND.multipliedBy(2));
    assertThat(runs).extracting(this::status).containsOnly(RunStatus.SUCCESS);
    assertThat(other.mailbox().outcomes(1)).isEmpty();
  }
}
