package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.engine.work.MaskingStream;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import dev.tempo.secret.SecretMasker;
import dev.tempo.store.LogStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Output with secrets, read in pieces by one engine after another: the lines are always the same.
 */
class MaskedOutputTest {
  private static final List<String> SECRETS =
      List.of("abab", "abac-d", "ü-ü-x", "line one\nline two");
  private static final List<String> PIECES =
      List.of("ab", "ac-d", "abab", "ü", "-ü-x", "-", "\n", "x\n", "line one\n", "line two", "q");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SEEDS = Boolean.getBoolean("tempo.long") ? 40 : 10;

  @TempDir Path directory;
  private final LogStore store = new MemoryStore().logs();
  private final SecretMasker masker = SecretMasker.of(SECRETS);

  @Test
  void linesReadInPieces_areThoseReadAtOnce() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text = text(random);
      assertThat(readInPieces(text, random)).as("seed " + seed).isEqualTo(masked(text));
    }
  }

  @Test
  void fileCutShortByItsScript_isReadFromItsStart_stillMasked() throws Exception {
    Path out = Files.writeString(directory.resolve("out"), "x abab y\nthe rest is long abac");
    RunLogInfo key = key();
    try (RunLogService logs = RunLogService.builder(store, TimeSource.system()).build()) {
      RunLogWriter log = logs.open(key);
      log.follow(out, directory.resolve("err"), () -> new MaskingStream(masker));
      awaitLines(logs, key, 1);
      Files.writeString(out, "abab\n");
      awaitLines(logs, key, 4);
      log.finish().join();
      log.close();
    }
    List<String> lines = store.read(key.runId(), 1, 100).stream().map(LogLine::text).toList();
    assertThat(lines).startsWith("x **** y", "the rest is long abac").endsWith("****");
  }

  @Test
  void cappedOutput_isMaskedToTheEnd() throws Exception {
    Path out = Files.writeString(directory.resolve("out"), "abab\nabab\nmore and more\n");
    RunLogInfo key = key();
    try (RunLogService logs = RunLogService.builder(store, TimeSource.system()).build()) {
      RunLogWriter log = logs.open(key, 6);
      log.follow(out, directory.resolve("err"), () -> new MaskingStream(masker));
      log.finish().join();
      log.close();
    }
    assertThat(store.read(key.runId(), 1, 100))
        .extracting(LogLine::text)
        .containsExactly(
            "****",
            "Output limit of 6 bytes reached; what follows is not kept. Raise limits.outputBytes to"
                + " keep more.");
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 60).forEach(i -> text.append(PIECES.get(random.nextInt(PIECES.size()))));
    return text.append(random.nextBoolean() ? "\n" : "").toString();
  }

  private List<String> masked(String text) {
    StringBuilder all = new StringBuilder();
    MaskingStream stream = new MaskingStream(masker);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] shown = new byte[bytes.length];
    int[] at = {0};
    dev.tempo.log.StreamMask.Sink sink =
        (given, from, to) -> {
          System.arraycopy(given, from, shown, at[0], to - from);
          at[0] += to - from;
        };
    stream.feed(bytes, 0, bytes.length, sink);
    stream.end(sink);
    all.append(new String(shown, StandardCharsets.UTF_8));
    return all.toString().lines().toList();
  }

  private List<String> readInPieces(String text, SplittableRandom random) throws Exception {
    RunLogInfo key = key();
    Path out = directory.resolve(key.runId().toString());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int written = 0;
    while (written < bytes.length) {
      int next = Math.min(bytes.length, written + 1 + random.nextInt(60));
      Files.write(
          out,
          Arrays.copyOfRange(bytes, written, next),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      written = next;
      read(key, out, written == bytes.length);
    }
    return store.read(key.runId(), 1, 10_000).stream().map(LogLine::text).toList();
  }

  /** One engine's part: it reads some way, at least as far as whole lines are known, and ends. */
  private void read(RunLogInfo key, Path out, boolean last) throws Exception {
    try (RunLogService logs = RunLogService.builder(store, TimeSource.system()).build()) {
      RunLogWriter log = logs.resume(key);
      log.follow(out, directory.resolve("none"), () -> new MaskingStream(masker));
      if (last) {
        log.finish().join();
      } else {
        awaitLines(
            logs,
            key,
            masked(new String(Files.readAllBytes(out), StandardCharsets.UTF_8)).size() - 6);
      }
      log.close();
    }
  }

  private static void awaitLines(RunLogService logs, RunLogInfo key, int count) throws Exception {
    try (LogReader reader = logs.read(key.runId(), 0)) {
      int seen = 0;
      while (seen < count) {
        int more = reader.next(SOON).lines().size();
        assertThat(more).isPositive();
        seen += more;
      }
    }
  }

  private static RunLogInfo key() {
    return new RunLogInfo(
        UUID.randomUUID(), UUID.randomUUID(), Optional.empty(), TimeSource.system().nowMillis());
  }
}
