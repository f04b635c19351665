package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A whole engine on a small disk that one of its scripts fills, again and again. Ends with an error
 * if anything is not as it should be. In a JVM of its own, since the disk is mounted for it alone.
 */
final class FullDiskScenario implements AutoCloseable {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int BALLAST_BYTES = 12 << 20;

  /** More than the script prints while whoever looks for room is kept from it by other tests. */
  private static final long RESERVE_BYTES = 4 << 20;

  private static final int FILLING_LINES = 250_000;
  private static final int KEPT_LINES = 1_000;
  private static final String FILLING =
      "i=0; while [ $i -lt %d ]; do i=$((i+1)); echo \"line $i of what fills the disk\"; done; exit 3"
          .formatted(FILLING_LINES);

  private final Path disk;
  private final SqliteStore store;
  private final Tempo tempo;
  private final Job filling;
  private final Job counting;

  private FullDiskScenario(Path disk) {
    this.disk = disk;
    store = SqliteStore.open(disk.resolve("data"));
    tempo =
        Tempo.builder()
            .store(store)
            .diskReserve(RESERVE_BYTES)
            .handler("nothing", context -> {})
            .build()
            .start();
    filling = tempo.save(Job.named("filling").task(Task.shell(FILLING)).build());
    String count = "i=0; while [ $i -lt %d ]; do i=$((i+1)); echo kept $i; done";
    counting =
        tempo.save(
            Job.named("counting")
                .task(Task.shell(count.formatted(KEPT_LINES)))
                .overlap(OverlapPolicy.ALLOW)
                .build());
  }

  /** Takes the directory of the disk, and how often to fill it. */
  public static void main(String[] arguments) throws Exception {
    Path disk = Path.of(arguments[0]);
    try (FullDiskScenario scenario = new FullDiskScenario(disk)) {
      for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
        scenario.fillOnce();
      }
    }
    requireSound(disk.resolve("data/tempo.db"));
    requireSound(disk.resolve("data/logs.db"));
    System.out.println("sound");
  }

  private void fillOnce() throws Exception {
    Path ballast = Files.write(disk.resolve("ballast"), new byte[BALLAST_BYTES]);
    Run before = tempo.run(counting.id()).await(SOON);
    requireKept(before);
    RunHandle filler = tempo.run(filling.id());
    until("the trouble to be told", () -> tempo.storeFailure().isPresent());
    require(Files.getFileStore(disk).getUsableSpace() > 0, "room is kept for other things");
    tempo.save(Job.named("saved meanwhile").task(Task.shell("true")).build());
    require(!tempo.findRun(filler.id()).orElseThrow().status().isFinal(), "its log has no room");
    requireKept(tempo.findRun(before.id()).orElseThrow());

    Files.delete(ballast);
    requireFilled(filler.await(SOON));
    requireKept(tempo.run(counting.id()).await(SOON));
    requireKept(tempo.findRun(before.id()).orElseThrow());
    require(tempo.storeFailure().isEmpty(), "the store works again: " + tempo.storeFailure());
    store.logs().delete(List.of(filler.id()));
    store.logs().compact();
  }

  /** The script has waited for room, and every one of its lines is there. */
  private void requireFilled(Run run) {
    require(run.exitCode().orElse(-1) == 3, "its exit code is known: " + run);
    require(run.result().usage().lineCount() == FILLING_LINES, "all lines: " + run);
    long number = 0;
    for (Iterator<LogLine> lines = tempo.logLines(run.id()).iterator(); lines.hasNext(); ) {
      LogLine line = lines.next();
      String expected = "line " + ++number + " of what fills the disk";
      require(line.number() == number && line.text().equals(expected), expected + ": " + line);
    }
    require(number == FILLING_LINES, "all lines are there: " + number);
  }

  private void requireKept(Run run) {
    require(run.status() == RunStatus.SUCCESS, "" + run);
    List<String> texts = tempo.logLines(run.id()).map(LogLine::text).toList();
    require(texts.size() == KEPT_LINES, "lines: " + texts.size());
    for (int i = 0; i < KEPT_LINES; i++) {
      require(texts.get(i).equals("kept " + (i + 1)), "line " + i + ": " + texts.get(i));
    }
  }

  private static void requireSound(Path file) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        ResultSet check = connection.createStatement().executeQuery("PRAGMA integrity_check")) {
      require(check.getString(1).equals("ok"), file + ": " + check.getString(1));
    }
  }

  /** Something that may be so already. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void until(String what, Condition condition) throws IOException {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.holds()) {
      require(System.nanoTime() < end, "waited in vain for " + what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }

  @Override
  public void close() {
    tempo.close();
    store.close();
  }
}
