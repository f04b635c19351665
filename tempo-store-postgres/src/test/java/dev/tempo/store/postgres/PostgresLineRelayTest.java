package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogLine;
import dev.tempo.store.cluster.LineRelay;
import dev.tempo.store.cluster.LineRelay.Watch;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines that one node writes and another one watches. */
@WithPostgres
@Timeout(120)
class PostgresLineRelayTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int TEXT = 80;

  private final UUID run = UUID.randomUUID();
  private final BlockingQueue<UUID> begun = new LinkedBlockingQueue<>();
  private final Semaphore told = new Semaphore(0);
  private PostgresStore writing;
  private PostgresStore watching;
  private LineRelay writer;
  private LineRelay watcher;

  @BeforeEach
  void open() {
    writing = EmptySchemas.open();
    watching = EmptySchemas.openAgain(writing);
    writer = writing.cluster().lineRelay();
    watcher = watching.cluster().lineRelay();
  }

  @AfterEach
  void close() {
    watching.close();
    writing.close();
  }

  private static List<LogLine> lines(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(PostgresLineRelayTest::line).toList();
  }

  private static LogLine line(long number) {
    return line(number, "line é " + number);
  }

  private static LogLine line(long number, String text) {
    return new LogLine(number, Instant.EPOCH, LogLine.Stream.STDOUT, text, Set.of());
  }

  private List<LogLine> await(long after, long last) throws InterruptedException {
    List<LogLine> found = new ArrayList<>();
    while (found.isEmpty() || found.getLast().number() < last) {
      assertThat(told.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).as("lines came").isTrue();
      told.drainPermits();
      long from = found.isEmpty() ? after : found.getLast().number();
      found.addAll(watcher.after(run, from, 10_000));
    }
    return found;
  }

  @Test
  void linesOfARunThatIsWatched_comeInTheirOrder_andThoseOfOthersDoNot() throws Exception {
    writer.serve(begun::add);
    writer.append(run, lines(1, 3));
    assertThat(writer.isWatched(run)).isFalse();
    try (Watch watch = watcher.watch(run, told::release)) {
      assertThat(watch).isNotNull();
      assertThat(begun.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(run);
      assertThat(writer.isWatched(run)).isTrue();
      UUID other = UUID.randomUUID();
      writer.append(other, lines(1, 5));
      writer.append(run, lines(4, 6));
      writer.append(run, lines(7, 9_000));
      assertThat(await(3, 9_000)).isEqualTo(lines(4, 9_000));
      assertThat(watcher.after(run, 8_990, 4)).isEqualTo(lines(8_991, 8_994));
      assertThat(watcher.after(run, 9_000, 4)).isEmpty();
      assertThat(watcher.after(other, 0, 10)).isEmpty();
      writer.append(run, List.of(line(9_001), line(9_005, "after a gap")));
      assertThat(await(9_000, 9_005)).extracting(LogLine::number).containsExactly(9_001L, 9_005L);
    }
    long end = System.nanoTime() + LONG.toNanos();
    while (writer.isWatched(run)) {
      assertThat(System.nanoTime() - end).as("the watch has ended").isNegative();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    assertThat(count("log_watch")).isZero();
  }

  @Test
  void linesThatArePassedOnAgain_comeOnce() throws Exception {
    writer.serve(begun::add);
    try (Watch watch = watcher.watch(run, told::release)) {
      assertThat(watch).isNotNull();
      assertThat(begun.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(run);
      writer.append(run, lines(10, 10));
      writer.append(run, lines(5, 10));
      assertThat(await(4, 10)).isEqualTo(lines(5, 10));
      writer.append(run, lines(8, 12));
      assertThat(await(10, 12)).isEqualTo(lines(11, 12));
    }
  }

  @Test
  void largeLines_areSplitAsChunksHoldThem() throws Exception {
    writer.serve(begun::add);
    try (Watch watch = watcher.watch(run, told::release)) {
      assertThat(watch).isNotNull();
      assertThat(begun.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(run);
      List<LogLine> large =
          LongStream.rangeClosed(1, 40).mapToObj(n -> line(n, "x".repeat(10_000))).toList();
      writer.append(run, large);
      assertThat(await(0, 40)).isEqualTo(large);
    }
  }

  @Test
  void watchThatIsNotRenewed_isForgotten() throws Exception {
    writer.serve(begun::add);
    watching
        .database()
        .write(
            c ->
                Sql.of(
                        c,
                        "INSERT INTO log_watch (watcher, run, ends_at) VALUES (?, ?, 1)",
                        UUID.randomUUID(),
                        run)
                    .execute());
    UUID other = UUID.randomUUID();
    try (Watch watch = watcher.watch(other, told::release)) {
      assertThat(watch).isNotNull();
      assertThat(begun.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(other);
      assertThat(writer.isWatched(run)).isFalse();
    }
  }

  private long count(String table) {
    return watching.database().read(c -> Sql.of(c, "SELECT count(*) FROM " + table).count());
  }

  /** Measures: 1,000 lines a second of one run, seen on another node. */
  @Test
  @Tag("long")
  void linesAreSeenElsewhere_withinATenthOfASecond() throws Exception {
    writer.serve(begun::add);
    int count = 20_000;
    long[] sentAt = new long[count + 1];
    List<Long> took = new ArrayList<>();
    try (Watch watch = watcher.watch(run, told::release)) {
      assertThat(watch).isNotNull();
      assertThat(begun.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(run);
      Thread.ofPlatform()
          .start(
              () -> {
                long start = System.nanoTime();
                for (int i = 1; i <= count; i++) {
                  while (System.nanoTime() - start < i * 1_000_000L) {
                    LockSupport.parkNanos(200_000);
                  }
                  sentAt[i] = System.nanoTime();
                  writer.append(run, List.of(line(i, "x".repeat(TEXT))));
                }
              });
      long last = 0;
      while (last < count) {
        assertThat(told.tryAcquire(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        told.drainPermits();
        List<LogLine> found = watcher.after(run, last, 10_000);
        long now = System.nanoTime();
        for (LogLine each : found) {
          assertThat(each.number()).isEqualTo(++last);
          took.add(now - sentAt[(int) last]);
        }
      }
    }
    took.sort(null);
    System.out.printf(
        "live tail: p50 %.1f, p99 %.1f, max %.1f ms%n",
        took.get(count / 2) / 1e6, took.get(count * 99 / 100) / 1e6, took.getLast() / 1e6);
  }
}
