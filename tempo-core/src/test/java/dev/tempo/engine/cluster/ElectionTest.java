package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Ids;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who may lead, and how one stops. */
class ElectionTest {
  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession session = cluster.connect();
  private final Candidate candidate = new Candidate();
  private final Election election = new Election(session.leases(), candidate, clock, Duration.ZERO);

  private static final class Candidate implements Election.Candidate {
    private Optional<UUID> node = Optional.of(Ids.next());
    private int dataVersion = 1;
    private boolean fails;
    private Consumer<Fence> meanwhile = fence -> {};
    private Optional<Fence> leads = Optional.empty();
    private final List<Fence> led = new ArrayList<>();

    @Override
    public Optional<UUID> nodeId() {
      return node;
    }

    @Override
    public int dataVersion() {
      return dataVersion;
    }

    @Override
    public void ask() {}

    @Override
    public void elected(Fence fence, Optional<UUID> silent) {
      if (fails) {
        throw new IllegalStateException("it cannot begin");
      }
      meanwhile.accept(fence);
      leads = Optional.of(fence);
      led.add(fence);
    }

    @Override
    public void deposed(Fence fence) {
      leads = Optional.empty();
    }

    @Override
    public void resigning(Fence fence) {
      leads = Optional.empty();
    }
  }

  private void pass(Duration time) {
    Duration step = Duration.ofMillis(100);
    for (Duration left = time; left.isPositive(); left = left.minus(step)) {
      clock.advance(step);
      election.tick();
      election.judge();
    }
  }

  @Test
  void whoIsNoNodeYet_doesNotLead() {
    Optional<UUID> node = candidate.node;
    candidate.node = Optional.empty();
    pass(Duration.ofSeconds(10));
    assertThat(candidate.leads).isEmpty();
    candidate.node = node;
    pass(Duration.ofSeconds(1));
    assertThat(candidate.leads).isPresent();
  }

  @Test
  void whoCannotWriteTheDataOfALaterVersion_doesNotLead_thoughNobodyDoes() {
    LeaseStore leases = session.leases();
    Fence later = leases.take(LeaseStore.ENGINE, Optional.empty(), Ids.next(), 2).orElseThrow();
    leases.resign(later);
    pass(Duration.ofSeconds(10));
    assertThat(candidate.leads).isEmpty();
    candidate.dataVersion = 2;
    pass(Duration.ofSeconds(1));
    assertThat(candidate.leads).isPresent();
  }

  @Test
  void whoCannotBegin_isNoLeader_andTriesAgain() {
    candidate.fails = true;
    assertThatThrownBy(election::tick).hasMessage("it cannot begin");
    assertThat(candidate.led).isEmpty();
    candidate.fails = false;
    pass(Duration.ofSeconds(10));
    assertThat(candidate.leads).isPresent();
  }

  @Test
  void whoIsDeposedWhileItBegins_endsWhatItHasBegun() {
    candidate.meanwhile = election::fenced;
    election.tick();
    assertThat(candidate.led).hasSize(1);
    assertThat(candidate.leads).isEmpty();
  }

  @Test
  void refusedCommit_endsTheTermToWhichItBelongs_andNoLaterOne() {
    pass(Duration.ofSeconds(1));
    Fence first = candidate.leads.orElseThrow();
    election.fenced(first);
    assertThat(candidate.leads).isEmpty();
    election.fenced(first);
    pass(Duration.ofSeconds(10));
    Fence second = candidate.leads.orElseThrow();
    assertThat(second).isNotEqualTo(first);
    election.fenced(first);
    assertThat(candidate.leads).contains(second);
  }

  @Test
  void whoHasClosed_takesNoPartAnyMore_alsoIfTheStoreCannotBeToldThat() {
    pass(Duration.ofSeconds(1));
    assertThat(candidate.leads).isPresent();
    session.connected(false);
    election.close();
    session.connected(true);
    assertThat(election.tick()).isEqualTo(Long.MAX_VALUE);
    assertThat(session.leases().find(LeaseStore.ENGINE).orElseThrow().isHeld())
        .as("others learn it by its silence")
        .isTrue();
    pass(Duration.ofSeconds(10));
    assertThat(candidate.led).hasSize(1);
  }
}
