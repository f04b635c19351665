package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogLine;
import dev.tempo.store.LogQuery;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class LogCrashTest {

  @TempDir Path directory;
  private long outLines;
  private long errLines;

  @Test
  void killedAtRandomMoments_everyLineIsThereOnce() throws Exception {
    killAndRestart(2);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void killedAHundredTimes_everyLineIsThereOnce() throws Exception {
    killAndRestart(100);
  }

  private void killAndRestart(int times) throws Exception {
    Random random = new Random(17);
    Path said = directory.resolve("said");
    try (OutputStream out = Files.newOutputStream(directory.resolve("out"));
        OutputStream err = Files.newOutputStream(directory.resolve("err"))) {
      for (int i = 0; i < times; i++) {
        Process child = ChildJvm.start(said, 64, LogCrashChild.class, directory.toString());
        print(out, err, TimeUnit.MILLISECONDS.toNanos(600 + random.nextInt(1200)));
        child.destroyForcibly().waitFor();
      }
      out.write("the last line has no end".getBytes(StandardCharsets.UTF_8));
    }
    Files.createFile(directory.resolve("end"));
    Process last = ChildJvm.start(said, 64, LogCrashChild.class, directory.toString());
    assertThat(last.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(last.exitValue()).as(ChildJvm.said(said)).isZero();
    requireEachLineOnce();
  }

  private void print(OutputStream out, OutputStream err, long nanos) throws Exception {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 200; i++) {
        out.write(("out " + ++outLines + "\n").getBytes(StandardCharsets.UTF_8));
      }
      err.write(("err " + ++errLines + "\n").getBytes(StandardCharsets.UTF_8));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private void requireEachLineOnce() {
    try (SqliteLogStore store = SqliteLogStore.open(directory.resolve("logs.db"))) {
      long number = 0;
      long out = 0;
      long err = 0;
      long count = store.count(LogCrashChild.KEY.runId());
      while (number < count) {
        for (LogLine line : store.read(LogCrashChild.KEY.runId(), number + 1, 1000)) {
          assertThat(line.number()).isEqualTo(++number);
          if (number == count || line.text().startsWith("the last")) {
            continue;
          }
          String expected =
              line.stream() == LogLine.Stream.STDOUT ? "out " + ++out : "err " + ++err;
          assertThat(line.text()).isEqualTo(expected);
        }
      }
      assertThat(count).isEqualTo(outLines + errLines + 1);
      assertThat(store.search(LogQuery.builder("out " + outLines / 2).build()).hits()).isNotEmpty();
    }
  }
}
