package dev.tempo.faults.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.benchmarks.Patience;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.benchmarks.report.Figure;
import dev.tempo.benchmarks.report.Target;
import dev.tempo.faults.FaultRow;
import dev.tempo.faults.FaultSettings;
import dev.tempo.faults.load.ServerLoad;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.Launcher;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** R7: backups while a server works, each restored elsewhere and compared with what is there. */
public final class BackupRow implements FaultRow {
  private static final int BACKUPS = 10;
  private static final int FEW = 2;

  /**
   * A backup.
   *
   * @param file where it is
   * @param ended ids of runs that had ended before it was asked for
   */
  private record Made(Path file, Set<String> ended) {}

  @Override
  public List<Figure> show(FaultSettings settings) throws Exception {
    int times = settings.times(BACKUPS, FEW);
    try (Scratch scratch = Scratch.in(settings.directory())) {
      Path data = scratch.path().resolve("data");
      List<Made> made = make(settings, scratch.path(), data, times);
      RestoredComparison comparison = new RestoredComparison(data);
      for (Made backup : made) {
        Path elsewhere = scratch.path().resolve("at-" + backup.file().getFileName());
        restore(settings.launcher(), backup.file(), elsewhere);
        comparison.compare(elsewhere, backup.ended());
      }
      comparison.differences().stream().limit(50).forEach(settings::say);
      return List.of(
          Figure.of("backups under load, restored elsewhere", "times")
              .ours(made.size())
              .target(Target.atLeast(BACKUPS)),
          Figure.of("runs compared", "").ours(comparison.runs()),
          Figure.of("lines compared", "").ours(comparison.lines()),
          Figure.of("files compared, byte for byte", "").ours(comparison.files()),
          Figure.of("differences", "")
              .ours(comparison.differences().size())
              .target(Target.atMost(0)));
    }
  }

  private static List<Made> make(FaultSettings settings, Path directory, Path data, int times)
      throws IOException {
    List<Made> made = new ArrayList<>();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Launcher launcher =
        settings
            .launcher()
            .with("TEMPO_RATE_LIMIT_ENABLED", "false")
            .with("TEMPO_MAX_CONCURRENT_RUNS", "24");
    try (ServerProcess server = launcher.start(data, port)) {
      Api api = new Api(server.awaitReady(), status -> false);
      api.logIn();
      ServerLoad load = new ServerLoad(api, directory.resolve("witness"));
      load.begin();
      for (int time = 0; time < times; time++) {
        LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
        made.add(make(api));
      }
      load.end();
      server.stop();
    }
    return made;
  }

  private static Made make(Api api) {
    Set<String> ended = new HashSet<>();
    api.insist("GET", "/api/runs?limit=200", null)
        .path("runs")
        .forEach(
            run -> {
              if (run.path("finishedAt").isTextual()) {
                ended.add(run.path("id").asText());
              }
            });
    String id = api.insist("POST", "/api/backups", null).path("id").asText();
    Patience.until(
        "a backup",
        Duration.ofMillis(100),
        () -> api.insist("GET", "/api/backups/status", null).path("running").isNull());
    for (JsonNode backup : api.insist("GET", "/api/backups", null).path("backups")) {
      if (backup.path("id").asText().equals(id)) {
        return new Made(Path.of(backup.path("file").asText()), ended);
      }
    }
    throw new IllegalStateException("The backup " + id + " was not made");
  }

  private static void restore(Launcher launcher, Path file, Path elsewhere)
      throws IOException, InterruptedException {
    int code =
        launcher
            .process("restore", file.toString(), "--data-path", elsewhere.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (code != 0) {
      throw new IllegalStateException("tempo restore ended with " + code + ": " + file);
    }
  }
}
