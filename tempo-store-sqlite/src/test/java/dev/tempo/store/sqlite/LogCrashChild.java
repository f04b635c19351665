package dev.tempo.store.sqlite;

import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * Follows a run's output until it is killed, or to the end once there is a file named {@code end}.
 */
final class LogCrashChild {

  static final RunLogInfo KEY =
      new RunLogInfo(new UUID(1, 2), new UUID(3, 4), Optional.empty(), Instant.EPOCH);

  private LogCrashChild() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    SqliteLogStore store = SqliteLogStore.open(directory.resolve("logs.db"));
    RunLogService logs = RunLogService.builder(store, InstantSource.system()).build();
    RunLogWriter log = logs.resume(KEY);
    log.follow(directory.resolve("out"), directory.resolve("err"));
    if (!Files.exists(directory.resolve("end"))) {
      new CountDownLatch(1).await();
    }
    LogSummary summary = log.finish().get();
    log.close();
    logs.close();
    store.close();
    System.out.println("stored " + summary.lineCount());
  }
}
