package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.NodeOptions;
import dev.tempo.Tempo;
import dev.tempo.store.Store;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.cluster.Mailbox;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader reads of its mail as it is woken. */
class LeadersMailTest {
  private static final Duration MOMENT = Duration.ofMillis(10);

  private final VirtualClock clock = VirtualClock.at("2026-03-01T00:00:00Z");
  private final MemoryCluster cluster = new MemoryCluster(clock);
  private final MemorySession other = cluster.connect();
  private final MemorySession session = cluster.connect();
  private final List<String> read = new ArrayList<>();
  private final Tempo leader =
      Tempo.builder()
          .store(store())
          .timeSource(clock)
          .node(NodeOptions.DEFAULT.withName("leader"))
          .build();
  private UUID incarnation;

  /** The nodes have just been looked at, as one was not known that told something. */
  @BeforeEach
  void start() {
    leader.start();
    clock.advance(Duration.ofSeconds(1));
    assertThat(leader.nodes().isLeader()).isTrue();
    NodeStore.Node node =
        new NodeStore.Node(Ids.next(), "other", Map.of(), Set.of("work"), true, 0, "", "1", 1);
    incarnation = other.nodes().join(node).incarnation();
    tell();
    assertThat(read).contains("outcomes");
    read.clear();
  }

  @AfterEach
  void close() {
    leader.close();
  }

  private Store store() {
    ClusterStore shared =
        proxy(
            ClusterStore.class,
            session,
            Map.of("mailbox", proxy(Mailbox.class, session.mailbox(), Map.of())));
    return proxy(Store.class, session, Map.of("cluster", shared), ClusteredStore.class);
  }

  /** Notes what is read of the mail, and answers some questions otherwise. */
  private <T> T proxy(Class<T> type, Object target, Map<String, ?> answers, Class<?>... more) {
    List<Class<?>> types = new ArrayList<>(List.of(more));
    types.add(type);
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            types.toArray(Class<?>[]::new),
            (proxy, method, arguments) -> {
              if (Set.of("commands", "outcomes").contains(method.getName())) {
                read.add(method.getName());
              }
              if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
              }
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private void tell() {
    byte[] body = WireFormat.write(new Report.HandedOver("42"));
    other
        .mailbox()
        .tell(
            incarnation,
            List.of(new Mailbox.Outcome(Ids.next(), Ids.next(), incarnation, "HandedOver", body)));
    clock.advance(MOMENT);
  }

  private Mailbox.Command ask() {
    Mailbox.Command command =
        new Mailbox.Command(Ids.next(), incarnation, "of a later version", new byte[0]);
    other.mailbox().ask(List.of(command));
    clock.advance(MOMENT);
    return command;
  }

  @Test
  void whatNodesTell_isRead_withoutWhatTheyAsk() {
    tell();
    assertThat(read).containsOnly("outcomes");
    assertThat(other.mailbox().outcomes(10)).isEmpty();
  }

  @Test
  void whatNodesAsk_isReadAndAnswered_withoutWhatTheyTell() {
    Mailbox.Command command = ask();
    assertThat(read).containsOnly("commands");
    assertThat(other.mailbox().takeAnswer(command.id())).isPresent();
  }

  @Test
  void everythingIsRead_whereItIsNotSaidWhatThereIs() {
    other.wake(ClusterStore.LEADER_TOPIC, "");
    clock.advance(MOMENT);
    assertThat(read).containsOnly("commands", "outcomes").hasSize(2);
  }

  @Test
  void everythingIsReadInTime_alsoIfNobodyWakesTheLeader() {
    clock.advance(Duration.ofSeconds(1).plus(MOMENT));
    assertThat(read).contains("commands", "outcomes");
  }

  @Test
  void bothAreRead_ifBothWereSaidBeforeItLooked() {
    other.wake(ClusterStore.LEADER_TOPIC, Mailbox.TOLD);
    other.wake(ClusterStore.LEADER_TOPIC, Mailbox.ASKED);
    clock.advance(MOMENT);
    assertThat(read).containsExactly("commands", "outcomes");
  }
}
