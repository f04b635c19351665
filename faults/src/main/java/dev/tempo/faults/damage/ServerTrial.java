package dev.tempo.faults.damage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.benchmarks.Scratch;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.Launcher;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Starts a server on what is left, and looks whether it goes on, or stops with one clear line and
 * leaves all as it was.
 */
final class ServerTrial {
  /**
   * Where a file counts the transactions that wrote, also one that left all as it was
   * (sqlite.org/fileformat2.html, 1.3.7 and 1.3.15).
   */
  private static final int[] COUNTERS = {24, 92};

  private final Launcher launcher;
  private final Path data;
  private final List<String> wrong = new ArrayList<>();

  /**
   * How it went.
   *
   * @param goesOn whether it answered
   * @param line what it said instead, or how it says it is
   * @param wrong what must not be
   */
  record Outcome(boolean goesOn, String line, List<String> wrong) {}

  ServerTrial(Launcher launcher, Path data) {
    this.launcher = launcher;
    this.data = data;
  }

  Outcome run() throws IOException {
    Map<String, Integer> before = databases();
    try (ServerProcess server = launcher.start(data, InstallationTemplate.freePort())) {
      Optional<String> url = server.readyOrEnd();
      return url.isPresent() ? served(server, url.get()) : stopped(server, before);
    }
  }

  private Outcome served(ServerProcess server, String url) throws IOException {
    Api api = new Api(url, status -> status == 503 || status == 409);
    String health = api.read("/api/health").map(JsonNode::toString).orElse("no answer");
    try {
      api.logIn();
      if (api.get("/api/jobs?limit=10").isEmpty() || api.get("/api/runs?limit=10").isEmpty()) {
        wrong.add("its lists are not answered");
      }
      if (api.send("POST", "/api/jobs/printer/run", "{}").isEmpty() && health.contains("healthy")) {
        wrong.add("it says that it is well, and runs nothing");
      }
    } catch (IllegalStateException e) {
      wrong.add("nobody can log in");
    }
    wrong.addAll(api.failures());
    if (server.isAlive()) {
      server.stop();
    }
    return new Outcome(true, health, wrong);
  }

  private Outcome stopped(ServerProcess server, Map<String, Integer> before) throws IOException {
    int code = server.await();
    String said = server.said();
    List<String> lines = said.lines().filter(line -> line.startsWith("tempo: ")).toList();
    if (lines.size() != 1) {
      wrong.add("it ended with " + code + " and " + lines.size() + " lines: " + said);
    }
    if (said.contains("\tat ")) {
      wrong.add("it showed where in its code it was: " + said);
    }
    if (code < 1 || code > 6) {
      wrong.add("its exit code is " + code);
    }
    if (!databases().equals(before)) {
      wrong.add("it refused, and changed a database");
    }
    return new Outcome(false, code + " " + String.join(" | ", lines), wrong);
  }

  /** What is in each, whether in its file or in its journal. */
  private Map<String, Integer> databases() throws IOException {
    Map<String, Integer> hashes = new TreeMap<>();
    try (Stream<Path> all = Files.list(data)) {
      for (Path file : all.filter(each -> each.toString().endsWith(".db")).toList()) {
        hashes.put(file.getFileName().toString(), content(file));
      }
    }
    return hashes;
  }

  /** A journal that is moved into its file changes nothing, so that is done to a copy first. */
  private int content(Path file) throws IOException {
    try (Scratch scratch = Scratch.in(data.getParent())) {
      Path copy = scratch.path().resolve(file.getFileName());
      Files.copy(file, copy);
      Path journal = file.resolveSibling(file.getFileName() + "-wal");
      if (Files.exists(journal)) {
        Files.copy(journal, copy.resolveSibling(journal.getFileName()));
      }
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (SQLException e) {
        return Arrays.hashCode(Files.readAllBytes(file)); // no database, so nothing is moved
      }
      byte[] bytes = Files.readAllBytes(copy);
      for (int counter : bytes.length == 0 ? new int[0] : COUNTERS) {
        Arrays.fill(bytes, counter, counter + 4, (byte) 0);
      }
      return Arrays.hashCode(bytes);
    }
  }
}
