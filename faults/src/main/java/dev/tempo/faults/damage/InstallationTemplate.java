package dev.tempo.faults.damage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.benchmarks.Patience;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.Launcher;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An installation with jobs, runs, logs and a secret, of which there are as many copies as wanted.
 */
final class InstallationTemplate {
  private static final int RUNS = 30;
  private static final String LINES =
      "i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); done";

  private final Path directory;

  private InstallationTemplate(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes one.
   *
   * @param killed whether its server was killed, so that journals are left, and did not end in
   *     order
   */
  static InstallationTemplate make(Launcher launcher, Path directory, boolean killed)
      throws IOException {
    try (ServerProcess server = launcher.start(directory, freePort())) {
      Api api = new Api(server.awaitReady(), status -> false);
      api.logIn();
      api.insist(
          "POST",
          "/api/jobs",
          job("tick", "echo tick")
              .replace(
                  "}}", "},\"triggers\":[{\"type\":\"cron\",\"expression\":\"* * * * * *\"}]}"));
      api.insist("POST", "/api/jobs", job("printer", LINES));
      api.insist(
          "PUT",
          "/api/jobs/printer",
          "{\"environmentVariables\":{\"KEY\":\"hidden\"},\"secretVariables\":[\"KEY\"]}");
      for (int run = 0; run < RUNS; run++) {
        api.insist("POST", "/api/jobs/printer/run", "{}");
        Patience.until("a run", Duration.ofMillis(50), () -> open(api) == 0);
      }
      if (killed) {
        server.kill();
      } else {
        server.stop();
      }
    }
    return new InstallationTemplate(directory);
  }

  private static int open(Api api) {
    JsonNode runs = api.insist("GET", "/api/runs?limit=5&job=printer&status=queued,running", null);
    return runs.path("runs").size();
  }

  private static String job(String name, String script) {
    return String.format(
        Locale.ROOT,
        "{\"name\":\"%s\",\"overlap\":\"ALLOW\",\"task\":{\"kind\":\"shell\",\"content\":\"%s\"}}",
        name,
        script);
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  Path directory() {
    return directory;
  }

  /** Copies it to where nothing is. */
  void copyTo(Path target) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.toList()) {
        Path to = target.resolve(directory.relativize(each).toString());
        if (Files.readAttributes(each, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther()) {
          makePipe(to); // of a script that ran; to read it would take for ever
        } else {
          Files.copy(each, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  private static void makePipe(Path path) throws IOException {
    try {
      new ProcessBuilder("mkfifo", "-m", "600", path.toString()).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The databases, and the journals that are left. */
  List<String> databases() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.matches("(tempo|logs)\\.db(-wal)?"))
          .sorted()
          .toList();
    }
  }
}
