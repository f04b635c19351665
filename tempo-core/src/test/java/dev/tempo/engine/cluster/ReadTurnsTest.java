package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.cluster.Feed;
import dev.tempo.store.cluster.FeedEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many turns a database has lost is counted exactly, as long as one of those known is left. */
class ReadTurnsTest {
  private static final int PER_LEADER = 7;

  private final TreeMap<Long, UUID> turns = new TreeMap<>();
  private final ReadTurns read = new ReadTurns(new Turns());

  /** Turns of leaders that make some each. */
  private final class Turns implements Feed {
    @Override
    public long last() {
      return turns.isEmpty() ? 0 : turns.lastKey();
    }

    @Override
    public Optional<UUID> holder(long number) {
      return Optional.ofNullable(turns.get(number));
    }

    @Override
    public List<FeedEntry> after(long number, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void prune(Duration age) {
      throw new UnsupportedOperationException();
    }
  }

  private void make(long number, UUID holder) {
    turns.put(number, holder);
  }

  private void read(long from, long to) {
    for (long number = from; number <= to; number++) {
      UUID holder = new UUID(0, number / PER_LEADER);
      make(number, holder);
      read.add(new FeedEntry(number, holder, new byte[0]));
    }
  }

  private void lose(int count) {
    for (int i = 0; i < count; i++) {
      turns.pollLastEntry();
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3", "6", "7", "8", "50", "99"})
  void theLastOnes_areCounted_whetherTheirNumbersAreGivenOnceMoreOrNot(int count) {
    read.begin();
    read(1, 100);
    lose(count);
    assertThat(read.lost()).isEqualTo(count);
    for (long number = 101 - count; number <= 120; number++) {
      make(number, new UUID(1, number / PER_LEADER));
    }
    assertThat(read.lost()).isEqualTo(count);
  }

  @Test
  void whatWasPruned_isNotLost() {
    read.begin();
    read(1, 100);
    turns.headMap(90L).clear();
    assertThat(read.lost()).isZero();
    lose(5);
    assertThat(read.lost()).isEqualTo(5);
  }

  @Test
  void whereNoneIsLeft_thoseThatAreKnownAreCounted() {
    make(40, new UUID(0, 0));
    read.begin();
    read(41, 60);
    turns.clear();
    assertThat(read.lost()).isEqualTo(21);
    read.begin();
    assertThat(read.lost()).isZero();
    assertThat(read.last()).isZero();
  }
}
