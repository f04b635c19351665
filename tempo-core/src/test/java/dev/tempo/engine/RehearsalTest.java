package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.NodeOptions;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.FencedException;
import dev.tempo.store.conformance.MemoryCluster;
import dev.tempo.store.conformance.MemorySession;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node that follows does so that it may lead at once. */
@Timeout(120)
class RehearsalTest {
  private static final int TIMES = 7;
  private static final Duration LATER = Duration.ofSeconds(3);

  private final MemoryCluster cluster = new MemoryCluster(TimeSource.system());
  private final MemorySession session = cluster.connect();
  private final AtomicBoolean follows = new AtomicBoolean(true);
  private final AtomicInteger times = new AtomicInteger();
  private final Rehearsal rehearsal = new Rehearsal(session, TimeSource.system(), follows::get);
  private final List<Tempo> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.reversed().forEach(Tempo::close);
  }

  private void commit() {
    rehearsal.commit(session, List.of(), List.of());
  }

  @Test
  void turnIsRefused_onceMadeUpOnesWereWrittenAsOftenAsItTakes() {
    session.onRehearsal(times::incrementAndGet);
    assertThatThrownBy(this::commit).isInstanceOf(FencedException.class);
    assertThat(times).hasValue(TIMES);
    assertThat(rehearsal.isDone()).isTrue();
    assertThat(session.feed().last()).isZero();
  }

  @Test
  void nothingIsRehearsed_onceNobodyLeads_andSoThisNodeMay() {
    session.onRehearsal(() -> follows.set(times.incrementAndGet() < 2));
    assertThatThrownBy(this::commit).isInstanceOf(FencedException.class);
    assertThat(times).hasValue(2);
    assertThat(rehearsal.isDone()).isFalse();
    assertThatThrownBy(this::commit).isInstanceOf(FencedException.class);
    assertThat(times).hasValue(2);
  }

  @Test
  void rehearsalThatFails_isNotDone() {
    session.onRehearsal(
        () -> {
          throw new StoreException("The store fails, says the test");
        });
    assertThatThrownBy(this::commit).hasMessageContaining("says the test");
    assertThat(rehearsal.isDone()).isFalse();
  }

  private Tempo node(String name, MemorySession store) {
    Tempo node =
        Tempo.builder()
            .store(store)
            .node(NodeOptions.DEFAULT.withName(name))
            .daemon(true)
            .build()
            .start();
    nodes.add(node);
    return node;
  }

  private static void await(BlockingQueue<Long> at, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      assertThat(at.poll(30, TimeUnit.SECONDS)).as("time " + i).isNotNull();
    }
  }

  @Test
  void rehearsalThatFails_isRepeatedLater_andOneAfterALostConnectionIsNotAtOnce() throws Exception {
    MemorySession leader = cluster.connect();
    leader.onRehearsal(times::incrementAndGet);
    node("leader", leader);

    BlockingQueue<Long> written = new LinkedBlockingQueue<>();
    BlockingQueue<Long> failed = new LinkedBlockingQueue<>();
    MemorySession failing = cluster.connect();
    AtomicBoolean fails = new AtomicBoolean(true);
    failing.onRehearsal(
        () -> {
          if (fails.getAndSet(false)) {
            failed.add(System.nanoTime());
            throw new StoreException("The store fails, says the test");
          }
          written.add(System.nanoTime());
        });
    List<Event> heard = new CopyOnWriteArrayList<>();
    node("failing", failing).onEvent(heard::add);

    BlockingQueue<Long> cutOff = new LinkedBlockingQueue<>();
    MemorySession cut = cluster.connect();
    cut.onRehearsal(() -> cutOff.add(System.nanoTime()));
    node("cut", cut);
    await(cutOff, TIMES);
    cut.connected(false);
    long again = System.nanoTime();
    cut.connected(true);

    long failedAt = failed.poll(30, TimeUnit.SECONDS);
    long repeatedAt = written.poll(30, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(repeatedAt - failedAt)).isGreaterThanOrEqualTo(LATER);
    await(written, TIMES - 1);
    assertThat(Duration.ofNanos(cutOff.poll(30, TimeUnit.SECONDS) - again))
        .isGreaterThanOrEqualTo(LATER);
    await(cutOff, TIMES - 1);
    assertThat(times).as("whoever leads rehearses nothing").hasValue(0);
    assertThat(heard).as("nobody is told").isEmpty();
  }
}
