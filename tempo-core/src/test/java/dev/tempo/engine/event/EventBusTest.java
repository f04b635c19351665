package dev.tempo.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventBusTest {
  private static final long SOON = 20;

  @Test
  void events_reachEveryListener_inOrder() throws InterruptedException {
    List<List<Long>> seen = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
    CountDownLatch all = new CountDownLatch(200);
    try (EventBus bus = EventBus.threaded()) {
      for (List<Long> mine : seen) {
        bus.subscribe(
            event -> {
              mine.add(event.at().toEpochMilli());
              all.countDown();
            });
      }
      for (int i = 0; i < 100; i++) {
        bus.publish(event(i));
      }
      assertThat(all.await(SOON, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(seen).allSatisfy(mine -> assertThat(mine).hasSize(100).isSorted());
  }

  @Test
  void slowListener_isDropped_andHoldsNobodyUp() throws InterruptedException {
    Semaphore hold = new Semaphore(0);
    List<Event> slow = new CopyOnWriteArrayList<>();
    try (EventBus bus = EventBus.threaded(4)) {
      bus.subscribe(
          event -> {
            hold.acquireUninterruptibly();
            slow.add(event);
          });
      for (int i = 0; i < 20; i++) {
        bus.publish(event(i));
      }
      assertThat(bus.hasSubscribers()).isFalse();
      CountDownLatch one = new CountDownLatch(1);
      bus.subscribe(event -> one.countDown());
      bus.publish(event(1));
      assertThat(one.await(SOON, TimeUnit.SECONDS)).isTrue();
      hold.release(100);
    }
    assertThat(slow.size()).isLessThan(20);
  }

  @Test
  void throwingListener_goesOn() throws InterruptedException {
    CountDownLatch two = new CountDownLatch(2);
    try (EventBus bus = EventBus.threaded()) {
      bus.subscribe(
          event -> {
            two.countDown();
            throw new IllegalStateException("on purpose");
          });
      bus.publish(event(1));
      bus.publish(event(2));
      assertThat(two.await(SOON, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closedSubscription_getsNothingMore() {
    List<Event> seen = new CopyOnWriteArrayList<>();
    EventBus bus = EventBus.inline();
    Subscription subscription = bus.subscribe(seen::add);
    bus.publish(event(1));
    subscription.close();
    subscription.close();
    bus.publish(event(2));
    assertThat(seen).hasSize(1);
    bus.close();
  }

  @Test
  void closedBus_deliversWhatWasPublishedBefore() throws InterruptedException {
    CountDownLatch all = new CountDownLatch(100);
    EventBus bus = EventBus.threaded();
    bus.subscribe(event -> all.countDown());
    for (int i = 0; i < 100; i++) {
      bus.publish(event(i));
    }
    bus.close();
    assertThat(all.await(SOON, TimeUnit.SECONDS)).isTrue();
  }

  private static Event event(long number) {
    return new Event.ClockJumped(Instant.ofEpochMilli(number), Duration.ofSeconds(1));
  }
}
