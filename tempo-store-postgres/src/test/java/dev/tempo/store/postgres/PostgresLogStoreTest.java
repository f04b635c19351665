package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import dev.tempo.store.conformance.LogStoreConformance;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.postgres.testing.WithPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithPostgres
class PostgresLogStoreTest extends LogStoreConformance {
  private static final SpoolPosition NOWHERE =
      new SpoolPosition(
          new SpoolPosition.Mark(0, false), new SpoolPosition.Mark(0, false), 0, false);

  private final List<PostgresStore> stores = new ArrayList<>();

  @Override
  protected LogStore open() {
    PostgresStore opened = EmptySchemas.open();
    stores.add(opened);
    return opened.logs();
  }

  @AfterEach
  void closeStores() {
    stores.forEach(PostgresStore::close);
  }

  /** More than a segment's worth of chunks, a line each, with every seventh one open. */
  @Test
  void segments_findWhatAScanFinds_andGoWithTheirChunks() {
    int count = SignatureSegment.CHUNKS + 300;
    List<RunLogInfo> keys = new ArrayList<>();
    CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    for (int i = 0; i < count; i++) {
      RunLogInfo key =
          new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), START);
      keys.add(key);
      String text = "needle of " + i + (i % 100 == 0 ? " rare" : "");
      LogLine line = new LogLine(1, START, LogLine.Stream.STDOUT, text, Set.of());
      boolean sealed = i % 7 != 0;
      last =
          store()
              .append(
                  new Append(key, List.of(LogChunk.pack(List.of(line), sealed)), NOWHERE, true));
    }
    last.join();
    awaitSegments(1);

    List<String> rare = pages("rare", 5);
    assertThat(rare).hasSize(count / 100 + 1).first().isEqualTo("needle of 1300 rare");
    assertThat(rare).last().isEqualTo("needle of 0 rare");
    assertThat(pages("needle of", 97)).hasSize(count).doesNotHaveDuplicates();
    assertThat(pages("absent", 10)).isEmpty();

    List<UUID> runs = keys.stream().map(RunLogInfo::runId).toList();
    assertThat(store().delete(runs.subList(0, count - 50))).isEqualTo(count - 50);
    store().compact();
    assertThat(number("SELECT count(*) FROM segment")).isZero();
    assertThat(pages("needle of", 97)).hasSize(50);
    assertThat(pages("rare", 5)).containsExactly("needle of 1300 rare");
  }

  @Test
  void segmentThatIsThereTwice_bringsNoHitTwice_untilItIsMended() {
    int count = SignatureSegment.CHUNKS + SignatureIndex.WORTH_A_LOOK; // else none may look again
    for (int i = 1; i < count; i++) {
      append("needle " + i);
    }
    append("needle of the last one").join();
    awaitSegments(1);
    database()
        .write(
            c ->
                Sql.of(
                        c,
                        "WITH again AS (INSERT INTO segment (oldest, newest, chunks)"
                            + " SELECT oldest, newest, chunks FROM segment RETURNING id)"
                            + " INSERT INTO segment_slice (segment, slice, rows)"
                            + " SELECT again.id, slice, rows FROM again, segment_slice")
                    .execute());
    assertThat(pages("needle", 100)).hasSize(count).doesNotHaveDuplicates();
    store().compact();
    assertThat(number("SELECT count(*) FROM segment")).isOne();
    assertThat(number("SELECT count(DISTINCT segment) FROM segment_slice")).isOne();
    assertThat(pages("needle", 100)).hasSize(count);
  }

  /** Each of two processes has seen fewer signatures than a segment has. */
  @Test
  void segments_areMadeOfWhatManyProcessesWrote_once() {
    PostgresStore first = stores.getLast();
    PostgresStore second = EmptySchemas.openAgain(first);
    stores.add(second);
    int count = 3 * SignatureSegment.CHUNKS + 64;
    List<CompletableFuture<Void>> appended = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      appended.add(append((i % 2 == 0 ? first : second).logs(), "needle " + i));
    }
    appended.forEach(CompletableFuture::join);
    awaitSegments(3);
    assertThat(number("SELECT count(*) FROM chunk_signature")).isBetween(0L, 64L);
    assertThat(pages("needle", 500)).hasSize(count).doesNotHaveDuplicates();
  }

  private CompletableFuture<Void> append(String text) {
    return append(store(), text);
  }

  private static CompletableFuture<Void> append(LogStore store, String text) {
    RunLogInfo key = new RunLogInfo(UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), START);
    LogLine line = new LogLine(1, START, LogLine.Stream.STDOUT, text, Set.of());
    return store.append(
        new Append(key, List.of(LogChunk.pack(List.of(line), true)), NOWHERE, true));
  }

  private PostgresDatabase database() {
    return stores.getLast().database();
  }

  private long number(String query) {
    return stores.getLast().database().read(c -> Sql.of(c, query).count());
  }

  private void awaitSegments(long count) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (number("SELECT count(*) FROM segment") < count && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(number("SELECT count(*) FROM segment")).isEqualTo(count);
  }

  private List<String> pages(String text, int limit) {
    List<String> found = new ArrayList<>();
    LogHits page = store().search(LogQuery.builder(text).limit(limit).build());
    add(page, found);
    while (page.nextCursor().isPresent()) {
      page =
          store()
              .search(LogQuery.builder(text).limit(limit).cursor(page.nextCursor().get()).build());
      add(page, found);
    }
    return found;
  }

  private static void add(LogHits page, List<String> found) {
    page.hits().stream().map(LogHit::line).map(LogLine::text).forEach(found::add);
  }
}
