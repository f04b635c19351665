package dev.tempo.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.log.LogStorageException;
import dev.tempo.store.RunStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StoreRetryTest {
  private static final StoreException DOWN = new StoreException("down, says the test");

  private final List<Long> pauses = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private boolean isDown = true;
  private boolean isClosed;
  private Optional<StoreException> lost = Optional.empty();
  private final StoreRetry retry = new StoreRetry(new Outage(), () -> isClosed, pauses::add);

  private final class Outage extends ForwardingStore {
    Outage() {
      super(new MemoryStore());
    }

    @Override
    public RunStore runs() {
      if (isDown) {
        throw DOWN;
      }
      return super.runs();
    }

    @Override
    public Optional<StoreException> lost() {
      return lost;
    }
  }

  /** Answers when it has been asked so often. */
  private Supplier<Integer> failing(RuntimeException failure, int times) {
    int[] asked = {0};
    return () -> {
      if (asked[0]++ < times) {
        throw failure;
      }
      return asked[0];
    };
  }

  @Test
  void storeThatIsDown_isWaitedFor_howeverLongItTakes() {
    assertThat(retry.ask(failing(DOWN, 500), () -> true, e -> told.add(e.getMessage())))
        .isEqualTo(501);
    assertThat(told).containsExactly("down, says the test");
    assertThat(pauses).hasSize(500).startsWith(10L, 20L, 40L).endsWith(1_000L);
    assertThat(pauses.stream().mapToLong(Long::longValue).sum())
        .isGreaterThan(StoreRetry.PATIENCE_MS);
  }

  @Test
  void storeThatAnswersOthers_isAskedForSomeSeconds() {
    isDown = false;
    assertThatThrownBy(() -> retry.ask(failing(DOWN, 500))).isSameAs(DOWN);
    assertThat(pauses.stream().mapToLong(Long::longValue).sum())
        .isBetween(StoreRetry.PATIENCE_MS, StoreRetry.PATIENCE_MS + 1_000);
  }

  /** As one that can be read and not written, on a full disk. */
  @Test
  void storeThatIsUnavailable_isWaitedFor_alsoIfItAnswersOthers() {
    isDown = false;
    StoreException full =
        new StoreException(StoreException.Reason.UNAVAILABLE, "full, says the test", null);
    assertThat(retry.ask(failing(full, 500))).isEqualTo(501);
  }

  @Test
  void failureOfTheStoreOrTheLogs_isFoundAmongTheCauses() {
    RuntimeException wrapped = new IllegalStateException("outer", new IllegalStateException(DOWN));
    assertThat(retry.ask(failing(wrapped, 2))).isEqualTo(3);
    assertThat(retry.ask(failing(logs(LogStorageException.Reason.OTHER), 2))).isEqualTo(3);
  }

  @Test
  void logsThatAreElsewhere_areWaitedFor_ifTheyComeBack() {
    isDown = false;
    assertThat(retry.ask(failing(logs(LogStorageException.Reason.LOCKED), 500))).isEqualTo(501);
    RuntimeException damaged = logs(LogStorageException.Reason.DAMAGED);
    assertThatThrownBy(() -> retry.ask(failing(damaged, 500))).isSameAs(damaged);
  }

  private static LogStorageException logs(LogStorageException.Reason reason) {
    return new LogStorageException(reason, "logs, says the test");
  }

  @Test
  void otherFailure_isThrownAtOnce() {
    RuntimeException other = new IllegalStateException("no Python");
    assertThatThrownBy(() -> retry.ask(failing(other, 1))).isSameAs(other);
    RuntimeException circle = new IllegalStateException("circle");
    circle.initCause(new IllegalStateException(circle));
    assertThatThrownBy(() -> retry.ask(failing(circle, 1))).isSameAs(circle);
    assertThat(pauses).isEmpty();
  }

  @Test
  void whatIsNotMeantAnyMore_isNotRepeated() {
    assertThatThrownBy(() -> retry.ask(failing(DOWN, 1), () -> false, e -> told.add("waits")))
        .isSameAs(DOWN);
    isClosed = true;
    assertThatThrownBy(() -> retry.ask(failing(DOWN, 1))).isSameAs(DOWN);
    isClosed = false;
    lost = Optional.of(DOWN);
    assertThatThrownBy(() -> retry.ask(failing(DOWN, 1))).isSameAs(DOWN);
    assertThat(told).isEmpty();
  }

  @Test
  void interruption_endsTheWait() {
    try {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> retry.ask(failing(DOWN, 100))).isSameAs(DOWN);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
