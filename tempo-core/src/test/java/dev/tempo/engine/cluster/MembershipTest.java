package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a node believes in itself, in others, and in who leads. */
class MembershipTest {
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession session = cluster.connect();
  private final List<String> told = new ArrayList<>();
  private final NodeStore.Node node =
      new NodeStore.Node(Ids.next(), "node", Map.of(), Set.of(), true, 0, "", "1", 1);

  private Runnable sending = () -> {};
  private Runnable good = () -> {};

  private Membership membership(boolean fencesItself) {
    Membership.Listener listener =
        new Membership.Listener() {
          @Override
          public void joined(UUID incarnation) {
            told.add("joined");
          }

          @Override
          public void lost(UUID incarnation) {
            told.add("lost");
          }

          @Override
          public Runnable sending() {
            sending.run();
            return good;
          }
        };
    return new Membership(session.nodes(), () -> node, clock, listener, fencesItself);
  }

  private void pass(Membership membership, Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minus(BEAT)) {
      clock.advance(BEAT);
      membership.beat();
      membership.judge();
    }
  }

  @Test
  void nodeThatReachesTheStore_keepsItsIncarnation() {
    Membership membership = membership(true);
    membership.beat();
    Optional<UUID> first = membership.incarnation();
    pass(membership, Duration.ofMinutes(1));
    assertThat(membership.incarnation()).isPresent().isEqualTo(first);
    assertThat(told).containsExactly("joined");
  }

  @Test
  void whatFollowsFromAGoodBeat_mayFail_andTheNodeIsOneAllTheSame() {
    Membership membership = membership(true);
    good =
        () -> {
          throw new IllegalStateException("a full disk");
        };
    membership.beat();
    Optional<UUID> first = membership.incarnation();
    assertThat(first).isPresent();
    pass(membership, Duration.ofSeconds(10));
    assertThat(membership.incarnation()).isEqualTo(first);
    assertThat(told).containsExactly("joined");
  }

  @Test
  void nodeThatDoesNot_fencesItselfLongBeforeOthersDeclareItDead() {
    Membership membership = membership(true);
    membership.beat();
    UUID first = membership.incarnation().orElseThrow();
    NodeWatch watch = new NodeWatch(cluster.connect().nodes(), clock);
    assertThat(watch.look()).allMatch(NodeStore.NodeState::isUp);
    session.connected(false);
    pass(membership, Duration.ofSeconds(4));
    assertThat(membership.incarnation()).isEmpty();
    assertThat(told).containsExactly("joined", "lost");
    assertThat(watch.look()).allMatch(NodeStore.NodeState::isUp);
    assertThat(watch.silent()).containsExactly(first);
    pass(membership, Duration.ofSeconds(4));
    assertThat(watch.look()).noneMatch(NodeStore.NodeState::isUp);
    session.connected(true);
    pass(membership, BEAT);
    assertThat(membership.incarnation()).isPresent();
    assertThat(membership.isMember(first)).isFalse();
  }

  /** The control: this is what the fence of a node is for. */
  @Test
  void nodeThatDoesNotFenceItself_believesInItselfBesideItsSuccessor() {
    Membership membership = membership(false);
    membership.beat();
    NodeWatch watch = new NodeWatch(cluster.connect().nodes(), clock);
    watch.look();
    session.connected(false);
    pass(membership, Duration.ofSeconds(9));
    assertThat(watch.look()).noneMatch(NodeStore.NodeState::isUp);
    assertThat(membership.incarnation()).as("what it runs may run elsewhere").isPresent();
  }

  @Test
  void nodeThatBeatsBetweenTheLookAndTheVerdict_isNotDead_unlessBeatsAreNotCompared() {
    Membership membership = membership(true);
    membership.beat();
    MemorySession other = cluster.connect();
    NodeStore.NodeState seen = other.nodes().list().getFirst();
    pass(membership, Duration.ofSeconds(2));
    assertThat(other.nodes().declareDead(seen)).isFalse();
    assertThat(membership.incarnation()).isPresent();
    cluster.check(new MemoryCluster.Checks(true, false));
    assertThat(other.nodes().declareDead(seen)).as("the control").isTrue();
    pass(membership, BEAT);
    assertThat(told).containsExactly("joined", "lost");
  }

  @Test
  void watchThatCouldNotLook_beginsAnew() {
    Membership membership = membership(true);
    membership.beat();
    MemorySession watching = cluster.connect();
    NodeWatch watch = new NodeWatch(watching.nodes(), clock);
    watch.look();
    clock.advance(Duration.ofSeconds(20));
    watching.connected(false);
    try {
      watch.look();
    } catch (StoreException cut) {
      watching.connected(true);
    }
    assertThat(watch.look())
        .as("nobody is judged by what was seen before")
        .allMatch(NodeStore.NodeState::isUp);
    assertThat(watch.silent()).isEmpty();
    clock.advance(Duration.ofSeconds(8));
    assertThat(watch.look()).noneMatch(NodeStore.NodeState::isUp);
  }

  @Test
  void nodeSaysWhatKeepsItFromBeingOne_asLongAsItWantsToBe() {
    Membership membership = membership(true);
    assertThat(membership.problem()).contains("it has not joined yet");
    session.connected(false);
    membership.beat();
    assertThat(membership.problem()).hasValueSatisfying(text -> assertThat(text).isNotBlank());
    session.connected(true);
    membership.beat();
    assertThat(membership.problem()).isEmpty();
    session.connected(false);
    membership.leave(); // others learn it by its silence
    assertThat(membership.problem()).isEmpty();
    assertThat(membership.beat()).isEqualTo(Long.MAX_VALUE);
    assertThat(membership.incarnation()).isEmpty();
    session.connected(true);
  }

  @Test
  void incarnationThatOthersDoNotCount_isGivenUp_andAnEarlierOneIsNotMissed() {
    Membership membership = membership(true);
    membership.deny(Ids.next());
    membership.beat();
    UUID first = membership.incarnation().orElseThrow();
    membership.deny(Ids.next());
    assertThat(membership.isMember(first)).isTrue();
    membership.deny(first);
    assertThat(membership.incarnation()).isEmpty();
    membership.beat();
    membership.deny(first);
    assertThat(membership.incarnation()).isPresent().isNotEqualTo(Optional.of(first));
    assertThat(told).containsExactly("joined", "lost", "joined");
  }

  @Test
  void beatOfAnIncarnationThatIsGivenUpMeanwhile_doesNotReviveIt() {
    Membership membership = membership(true);
    membership.beat();
    UUID first = membership.incarnation().orElseThrow();
    clock.advance(BEAT);
    boolean[] isKnown = {false};
    sending = () -> membership.deny(first);
    good = () -> isKnown[0] = true;
    membership.beat();
    assertThat(membership.incarnation()).isEmpty();
    assertThat(isKnown[0]).isFalse();
  }

  /** Who wants to lead. */
  private final class Candidate implements Election.Candidate {
    private final UUID id = Ids.next();
    private Optional<Fence> leads = Optional.empty();
    private Optional<UUID> silent = Optional.empty();
    private Runnable leader = () -> {};
    private int asked;

    @Override
    public void ask() {
      asked++;
      leader.run();
    }

    @Override
    public Optional<UUID> nodeId() {
      return Optional.of(id);
    }

    @Override
    public int dataVersion() {
      return 1;
    }

    @Override
    public void elected(Fence fence, Optional<UUID> before) {
      silent = before;
      leads = Optional.of(fence);
    }

    @Override
    public void deposed(Fence fence) {
      leads = Optional.empty();
    }

    @Override
    public void resigning(Fence fence) {
      assertThat(leads).contains(fence);
      leads = Optional.empty();
    }
  }

  private Election election(MemorySession by, Candidate candidate) {
    return new Election(by.leases(), candidate, clock, Duration.ZERO);
  }

  private void passElections(Duration time, Election... all) {
    Duration step = Duration.ofMillis(100);
    for (Duration left = time; left.isPositive(); left = left.minus(step)) {
      clock.advance(step);
      for (Election one : all) {
        one.tick();
        one.judge();
      }
    }
  }

  @Test
  void leaderThatStandsBack_letsAnotherOneLead_andLeadsAgainIfNobodyElseDoes() {
    Candidate first = new Candidate();
    Candidate second = new Candidate();
    MemorySession other = cluster.connect();
    Election one = election(session, first);
    Election two = election(other, second);
    passElections(Duration.ofSeconds(1), one, two);
    assertThat(first.leads).isPresent();
    one.standBack();
    passElections(Duration.ofSeconds(1), one, two);
    assertThat(first.leads).isEmpty();
    assertThat(second.leads).isPresent();
    assertThat(second.silent).as("it was given up in order").isEmpty();
    two.standBack();
    two.tick(); // it resigns, and dies
    other.kill();
    passElections(Duration.ofSeconds(3), one);
    assertThat(first.leads).isPresent();
  }

  @Test
  void leaderThatDies_isReplacedWithinASecond_andOneThatIsSilentAfterSix() {
    Candidate first = new Candidate();
    Candidate second = new Candidate();
    MemorySession other = cluster.connect();
    Election one = election(session, first);
    Election two = election(other, second);
    passElections(Duration.ofSeconds(3), one, two);
    assertThat(first.leads).isPresent();
    assertThat(second.leads).isEmpty();
    passElections(Duration.ofMillis(5_800), two);
    assertThat(second.leads).as("it holds its lock, and is silent").isEmpty();
    passElections(Duration.ofSeconds(1), two);
    assertThat(second.leads).isPresent();
    one.tick();
    assertThat(first.leads).as("it learns that at its next beat").isEmpty();
    passElections(Duration.ofSeconds(1), one, two);
    other.kill();
    passElections(Duration.ofSeconds(1), one);
    assertThat(first.leads).isPresent();
  }

  @Test
  void leaderWhoseDeathWasWaitedFor_isReplacedWithinHalfASecond() {
    Candidate first = new Candidate();
    Candidate second = new Candidate();
    Election one = election(session, first);
    Election two = election(cluster.connect(), second);
    passElections(Duration.ofSeconds(2), one, two);
    session.kill();
    passElections(Duration.ofMillis(500), two);
    assertThat(second.leads).isPresent();
    assertThat(second.silent).contains(first.id);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leaderThatHasLostItsLock_leadsOn_ifItBeatsWhenItIsAsked(boolean answers) {
    Candidate first = new Candidate();
    Candidate second = new Candidate();
    Election one = election(session, first);
    Election two = election(cluster.connect(), second);
    passElections(Duration.ofSeconds(2), one, two);
    session.connected(false);
    session.connected(true);
    second.leader = answers ? one::tick : () -> {};
    passElections(Duration.ofMillis(400), two);
    one.tick();
    assertThat(first.leads.isPresent()).isEqualTo(answers);
    assertThat(second.leads.isPresent()).isEqualTo(!answers);
  }

  /** Each ticks when it says, as it does in a process of its own. */
  private void passAsTold(Duration time, Map<Election, Long> due) {
    long end = clock.nanoTime() + time.toNanos();
    while (clock.nanoTime() < end) {
      clock.advance(Duration.ofMillis(10));
      due.replaceAll(
          (one, at) -> clock.nanoTime() >= at ? clock.nanoTime() + Math.max(1, one.tick()) : at);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void leaderThatHasLostItsLock_hasItAgainSoon_howeverManyFollow(int followers) {
    Candidate first = new Candidate();
    Map<Election, Long> due = new LinkedHashMap<>();
    due.put(election(session, first), 0L);
    List<Candidate> others = new ArrayList<>();
    List<MemorySession> sessions = new ArrayList<>();
    for (int i = 0; i < followers; i++) {
      others.add(new Candidate());
      sessions.add(cluster.connect());
      due.put(election(sessions.getLast(), others.getLast()), 0L);
    }
    Election leader = due.keySet().iterator().next();
    others.forEach(one -> one.leader = () -> due.put(leader, 0L));
    passAsTold(Duration.ofSeconds(3), due);
    assertThat(first.leads).isPresent();
    session.connected(false);
    session.connected(true);
    Election taker = List.copyOf(due.keySet()).getLast();
    taker.tick();
    passAsTold(Duration.ofSeconds(5), due);
    assertThat(first.leads).isPresent();
    assertThat(others).allMatch(one -> one.leads.isEmpty());
    assertThat(others.stream().mapToInt(one -> one.asked).sum()).isBetween(1, 2 * followers);
    sessions.forEach(one -> one.connected(false));
    assertThat(cluster.connect().leases().deathLock(LeaseStore.ENGINE).await(Duration.ZERO))
        .as("the leader has it")
        .isFalse();
    session.kill();
    assertThat(cluster.connect().leases().deathLock(LeaseStore.ENGINE).await(Duration.ZERO))
        .isTrue();
  }

  /** It counts from when the leader was asked, and not at all if it could not be. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leaderThatIsAskedLate_hasItsTimeToAnswer(boolean isSent) {
    Candidate second = new Candidate();
    Election one = election(session, new Candidate());
    Election two = election(cluster.connect(), second);
    passElections(Duration.ofSeconds(2), one, two);
    session.kill();
    second.leader =
        () -> {
          clock.advance(Duration.ofMillis(100));
          if (!isSent) {
            throw new StoreException("The notice is not sent, says the test");
          }
        };
    passElections(Duration.ofMillis(300), two); // it is asked at the first look
    assertThat(second.leads).as("100 to 200 ms after it was asked").isEmpty();
    passElections(Duration.ofMillis(200), two);
    assertThat(second.leads.isPresent()).isEqualTo(isSent);
    passElections(Duration.ofMillis(200), two);
    assertThat(second.leads).isPresent();
  }

  @Test
  void leaderWhoseBeatFailsOnce_keepsItsLock() {
    Candidate first = new Candidate();
    boolean[] fails = {false};
    LeaseStore flaky = new FlakyLeases(session.leases(), fails);
    Election one = new Election(flaky, first, clock, Duration.ZERO);
    passElections(Duration.ofSeconds(1), one);
    fails[0] = true;
    one.tick();
    assertThat(cluster.connect().leases().deathLock(LeaseStore.ENGINE).await(Duration.ZERO))
        .isFalse();
    fails[0] = false;
    passElections(Duration.ofSeconds(1), one);
    assertThat(first.leads).isPresent();
  }

  /** Leases whose beats can fail, while all else is well. */
  private record FlakyLeases(LeaseStore target, boolean[] fails) implements LeaseStore {
    @Override
    public Optional<Lease> find(String name) {
      return target.find(name);
    }

    @Override
    public Optional<Fence> take(String name, Optional<Lease> seen, UUID nodeId, int version) {
      return target.take(name, seen, nodeId, version);
    }

    @Override
    public boolean beat(Fence fence) {
      if (fails[0]) {
        throw new StoreException("The session has ended, says the test");
      }
      return target.beat(fence);
    }

    @Override
    public void resign(Fence fence) {
      target.resign(fence);
    }

    @Override
    public DeathLock deathLock(String name) {
      return target.deathLock(name);
    }
  }

  @Test
  void leaderThatResigns_isReplacedAtOnce() {
    Candidate first = new Candidate();
    Candidate second = new Candidate();
    Election one = election(session, first);
    Election two = election(cluster.connect(), second);
    passElections(Duration.ofSeconds(2), one, two);
    one.close();
    two.tick();
    assertThat(second.leads).isPresent();
    assertThat(cluster.connect().leases().find(LeaseStore.ENGINE)).isPresent();
  }

  @Test
  void leaderThatCannotBeat_stopsBelievingInItselfBeforeAnotherCanLead() {
    Candidate first = new Candidate();
    Election one = election(session, first);
    passElections(Duration.ofSeconds(1), one);
    session.connected(false);
    passElections(Duration.ofMillis(4_200), one);
    assertThat(first.leads).isEmpty();
  }
}
