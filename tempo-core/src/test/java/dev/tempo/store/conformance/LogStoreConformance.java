package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.log.LogAppendStore.Append;
import dev.tempo.log.LogChunk;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogLine.Stream;
import dev.tempo.log.LogReader;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.log.SpoolPosition;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogReading;
import dev.tempo.store.LogStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link LogStore} must do. A test of a store extends this and says how to open one. */
public abstract class LogStoreConformance extends LogReadingConformance {
  @Test
  void label_isSearchedAloneWhetherOrNotItsLinesAreIndexed() throws Exception {
    List<RunLogInfo> keys = new ArrayList<>();
    for (String label : List.of("p1", "P1", "p1 \u00e9&?'\"", "x".repeat(200))) {
      keys.add(run(labelled(label), "needle of " + label.length(), "id " + label.hashCode()));
    }
    run("needle of none");
    RunLogInfo open = labelled("p1");
    RunLogWriter log = logs.open(open);
    Path out = Files.writeString(directory.resolve("out"), "needle of an open log\nmore\npart");
    log.follow(out, Files.createFile(directory.resolve("err")));
    try (LogReader reader = logs.read(open.runId(), 1)) {
      assertThat(reader.next(Duration.ofSeconds(10)).lines()).hasSize(1);
    }
    logs.close();
    logs = RunLogService.builder(store, now::get).build();
    for (RunLogInfo key : keys) {
      String label = key.label().orElseThrow();
      assertThat(found(LogQuery.builder("needle of").label(label)))
          .contains("needle of " + label.length())
          .hasSize(label.equals("p1") ? 2 : 1);
      assertThat(found(LogQuery.builder("id").label(label)))
          .containsExactly("id " + label.hashCode());
      assertThat(found(LogQuery.builder("needle of").label(label).jobs(List.of(key.jobId()))))
          .containsExactly("needle of " + label.length());
    }
    assertThat(found(LogQuery.builder("needle of").label("none"))).isEmpty();
    assertThat(found(LogQuery.builder("needle of"))).hasSize(6);
    assertThat(store.delete(List.of(keys.getFirst().runId()))).isEqualTo(1);
    assertThat(found(LogQuery.builder("needle of").label("p1"))).hasSize(1);
  }

  @Test
  void reading_findsLinesOfItsStreams_byWhatIsMadeOfThem() throws Exception {
    RunLogWriter log = logs.open(labelled("p1"));
    log.write(Stream.SYSTEM, "It ended with code 3");
    log.write(Stream.STDOUT, "It ended with code 4");
    finish(log);
    LogReading reading =
        new LogReading(
            Set.of(Stream.SYSTEM),
            Set.of("ended with code", "was lost"),
            kept ->
                Optional.of(kept.replace("It ended with code", "Finie : code"))
                    .map(read -> new LogReading.Found(read, List.of(new LogHit.Span(0, 5)))));
    for (LogQuery.CaseSensitivity letters : LogQuery.CaseSensitivity.values()) {
      assertThat(found(LogQuery.builder("Finie").caseSensitivity(letters).reading(reading)))
          .containsExactly("Finie : code 3");
      assertThat(found(LogQuery.builder("with code").caseSensitivity(letters).reading(reading)))
          .containsExactly("It ended with code 4", "Finie : code 3");
    }
    assertThat(found(LogQuery.builder("Finie").label("p1").reading(reading))).hasSize(1);
    assertThat(found(LogQuery.builder("Finie").label("p2").reading(reading))).isEmpty();
    assertThat(found(LogQuery.builder("F").reading(reading))).hasSize(1);
    assertThat(found(LogQuery.builder("Finie"))).isEmpty();
  }

  @Test
  void search_findsTextAsItStands() throws Exception {
    run("say \"hello\" 100%", "it's a_b\\c", "naïve Ünïcode 漢字テスト", "😀 grin", "AND OR NOT *", "x");
    List<String> texts =
        List.of("\"hello\"", "100%", "it's", "a_b\\c", "ïve Ü", "字テス", "漢字", "😀", "AND OR", "x");
    for (String text : texts) {
      assertThat(found(LogQuery.builder(text))).as(text).hasSize(1).allMatch(t -> t.contains(text));
    }
    assertThat(found(LogQuery.builder("hello\""))).hasSize(1);
    assertThat(found(LogQuery.builder("HELLO"))).isEmpty();
    assertThat(
            found(LogQuery.builder("hellO").caseSensitivity(LogQuery.CaseSensitivity.IGNORE_CASE)))
        .hasSize(1);
    assertThat(found(LogQuery.builder("ÜNÏ").caseSensitivity(LogQuery.CaseSensitivity.IGNORE_CASE)))
        .hasSize(1);
    assertThat(found(LogQuery.builder("absent"))).isEmpty();
  }

  @Test
  void hits_tellWhereTheTextStands() throws Exception {
    RunLogInfo key = run("nothing", "😀 aXa aXa aXaXa");
    LogHit hit = store.search(LogQuery.builder("aXa").build()).hits().getFirst();
    assertThat(hit.runId()).isEqualTo(key.runId());
    assertThat(hit.jobId()).isEqualTo(key.jobId());
    assertThat(hit.line().number()).isEqualTo(2);
    assertThat(hit.highlights())
        .containsExactly(new LogHit.Span(3, 6), new LogHit.Span(7, 10), new LogHit.Span(11, 14));
  }

  @Test
  void search_seesStoredLinesOfActiveRuns() throws Exception {
    RunLogInfo key = key();
    RunLogWriter log = logs.open(key);
    log.write(Stream.STDOUT, "early bird");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (found(LogQuery.builder("early")).isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(found(LogQuery.builder("early bird"))).containsExactly("early bird");
  }

  @Test
  void filters_narrowTheSearch() throws Exception {
    UUID job = UUID.randomUUID();
    RunLogInfo ann = run(key(job, Optional.of("ann")), "apple one");
    RunLogInfo bob = run(key(job, Optional.of("bob")), "apple two");
    now.set(START.plusSeconds(60));
    RunLogInfo nobody = run("apple three");
    RunLogWriter log = logs.open(key());
    log.write(Stream.STDERR, "apple four");
    finish(log);

    assertThat(found(LogQuery.builder("apple"))).hasSize(4).first().isEqualTo("apple four");
    assertThat(found(LogQuery.builder("apple").jobs(List.of(job))))
        .containsExactly("apple two", "apple one");
    assertThat(found(LogQuery.builder("apple").startedBy(List.of("ann"))))
        .containsExactly("apple one");
    assertThat(found(LogQuery.builder("apple").streams(List.of(Stream.STDERR))))
        .containsExactly("apple four");
    assertThat(found(LogQuery.builder("apple").from(START.plusSeconds(1))))
        .containsExactly("apple four", "apple three");
    assertThat(found(LogQuery.builder("apple").to(START.plusSeconds(60))))
        .containsExactly("apple two", "apple one");
    assertThat(found(LogQuery.builder("apple").from(START).to(START))).isEmpty();
    assertThat(found(LogQuery.builder("apple").runs(nobody.runId()::equals)))
        .containsExactly("apple three");
    assertThat(ann.jobId()).isEqualTo(bob.jobId());
  }

  @Test
  void pages_giveEachHitOnce_whileRunsGoOn() throws Exception {
    RunLogWriter active = logs.open(key());
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      active.write(Stream.STDOUT, "needle active " + i);
      expected.add("needle active " + i);
    }
    for (int run = 0; run < 20; run++) {
      String[] lines = new String[50];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = "needle " + run + " " + i;
        expected.add(lines[i]);
      }
      run(lines);
    }
    awaitStored(500);
    List<String> found = new ArrayList<>();
    LogHits page = store.search(LogQuery.builder("needle").limit(70).build());
    while (true) {
      page.hits().forEach(hit -> found.add(hit.line().text()));
      active.write(Stream.STDOUT, "needle later");
      if (page.nextCursor().isEmpty()) {
        break;
      }
      page =
          store.search(
              LogQuery.builder("needle").limit(70).cursor(page.nextCursor().get()).build());
    }
    found.removeIf("needle later"::equals);
    assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
  }

  private void awaitStored(int active) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    LogQuery query = LogQuery.builder("needle active").limit(LogQuery.MAX_LIMIT).build();
    while (store.search(query).hits().size() < active && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  void searchOutOfTime_goesOnByItsCursor() throws Exception {
    for (int i = 0; i < 10; i++) {
      run("xy " + i);
    }
    List<String> found = new ArrayList<>();
    LogQuery.Builder query = LogQuery.builder("xy").timeBudget(Duration.ZERO);
    LogHits page = store.search(query.build());
    assertThat(page.complete()).isFalse();
    while (page.nextCursor().isPresent()) {
      page.hits().forEach(hit -> found.add(hit.line().text()));
      page = store.search(query.cursor(page.nextCursor().get()).build());
    }
    page.hits().forEach(hit -> found.add(hit.line().text()));
    assertThat(found).hasSize(10).doesNotHaveDuplicates().first().isEqualTo("xy 9");
  }

  @Test
  void badCursor_isRefused() {
    for (String cursor : List.of("", "x", ".", "1.", "!.!", "1.1.1")) {
      assertThatThrownBy(() -> store.search(LogQuery.builder("abc").cursor(cursor).build()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void deletedLogs_areGoneFromReadingSearchAndTotals() throws Exception {
    String[] many = new String[5000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "gone " + new Random(i).nextLong();
    }
    RunLogInfo big = run(key(UUID.randomUUID(), Optional.of("ann")), many);
    RunLogInfo kept = run(key(UUID.randomUUID(), Optional.of("bob")), "kept gone");
    assertThat(store.totals().logs()).isEqualTo(2);
    assertThat(store.totals().lines()).isEqualTo(5001);
    assertThat(store.totals("ann").lines()).isEqualTo(5000);
    assertThat(store.totals("ann").storedBytes()).isGreaterThan(10_000);
    assertThat(store.totals("nobody").storedBytes()).isZero();

    Collection<UUID> runs = List.of(big.runId(), UUID.randomUUID());
    assertThat(store.delete(runs)).isEqualTo(1);
    assertThat(store.delete(runs)).isZero();
    store.compact();
    assertThat(store.read(big.runId(), 1, 10)).isEmpty();
    assertThat(found(LogQuery.builder("gone"))).containsExactly("kept gone");
    assertThat(store.totals().logs()).isEqualTo(1);
    assertThat(store.count(kept.runId())).isEqualTo(1);
  }

  @Test
  void manyLogs_areDeletedWithAllTheirChunks_andNoOthers() {
    List<UUID> due = new ArrayList<>();
    List<CompletableFuture<Void>> stored = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      RunLogInfo key = key();
      List<LogChunk> chunks = List.of(chunk(1, "a first line"), chunk(2, "a second line"));
      stored.add(store.append(new Append(key, chunks, SpoolPosition.START, i % 100 != 0)));
      if (i % 10 != 1) {
        due.add(key.runId());
      }
    }
    stored.forEach(CompletableFuture::join);

    assertThat(store.delete(due)).isEqualTo(623);
    assertThat(store.totals().logs()).isEqualTo(77);
    assertThat(found(LogQuery.builder("first").limit(500))).hasSize(77);
    assertThat(found(LogQuery.builder("second").limit(500))).hasSize(77);
    store.compact();
    assertThat(found(LogQuery.builder("second").limit(500))).hasSize(77);
    assertThat(due.stream().filter(run -> store.count(run) > 0)).hasSize(7);
  }

  private LogChunk chunk(long number, String text) {
    return LogChunk.pack(
        List.of(new LogLine(number, now.get(), Stream.STDOUT, text, Set.of())), true);
  }

  @Test
  void randomLines_areFoundExactlyAsAScanFindsThem() throws Exception {
    Random random = new Random(42);
    List<String> all = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      String[] lines = new String[400];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = RandomLines.line(random);
      }
      all.addAll(List.of(lines));
      run(lines);
    }
    for (int i = 0; i < 200; i++) {
      String text = RandomLines.query(random, all);
      List<String> expected = all.stream().filter(line -> line.contains(text)).sorted().toList();
      assertThat(found(LogQuery.builder(text).limit(LogQuery.MAX_LIMIT)))
          .as(text)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void randomLetters_areFoundAndDeleted() throws Exception {
    Random random = new Random(8);
    String[] lines = new String[100];
    for (int i = 0; i < lines.length; i++) {
      StringBuilder line = new StringBuilder();
      for (int j = 0; j < 3000; j++) {
        line.append((char) ('!' + random.nextInt(90)));
      }
      lines[i] = line.toString();
    }
    run("before");
    RunLogInfo key = run(lines);
    run("after " + lines[0]);
    assertThat(found(LogQuery.builder(lines[50].substring(1000, 1010)))).containsExactly(lines[50]);
    assertThat(found(LogQuery.builder(lines[0].substring(5, 500))))
        .containsExactly("after " + lines[0], lines[0]);
    assertThat(store.delete(List.of(key.runId()))).isEqualTo(1);
    assertThat(found(LogQuery.builder(lines[0].substring(5, 500)))).hasSize(1);
    assertThat(found(LogQuery.builder("before"))).hasSize(1);
  }
}
