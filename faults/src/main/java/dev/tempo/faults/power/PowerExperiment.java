package dev.tempo.faults.power;

import dev.tempo.benchmarks.Scratch;
import dev.tempo.faults.history.HistoryViolation;
import dev.tempo.faults.history.ScriptModel;
import dev.tempo.faults.load.ServerLoad;
import dev.tempo.faults.server.Api;
import dev.tempo.faults.server.Launcher;
import dev.tempo.faults.server.ServerProcess;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Records what a server does to its disk under load, and then lets the power fail at moments of
 * that record, each time with another choice of what had reached the disk.
 */
final class PowerExperiment {
  private static final int LONGEST_WRITE = 1 << 22;

  private final Path directory;
  private final Path data;
  private final Consumer<String> said;
  private List<DiskOperation> operations = List.of();
  private Map<String, ScriptModel> scripts = Map.of();

  /**
   * What was found.
   *
   * @param prefixes how often the power failed
   * @param syncs at how many moments it could
   * @param told what the server had told in the end
   * @param violations what must not be
   */
  record Result(int prefixes, int syncs, ToldFacts told, List<HistoryViolation> violations) {}

  PowerExperiment(Path directory, Consumer<String> said) throws IOException {
    this.directory = directory.toRealPath();
    this.data = this.directory.resolve("data");
    this.said = said;
  }

  /** Whether calls can be traced here. */
  static boolean isPossible() {
    try {
      return new ProcessBuilder("strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Records a server from its first start, under load for so long, to its end. */
  void record(Launcher launcher, Duration length) throws IOException, InterruptedException {
    Path trace = directory.resolve("trace");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Launcher traced =
        launcher
            .with("TEMPO_RATE_LIMIT_ENABLED", "false")
            .with("TEMPO_MAX_CONCURRENT_RUNS", "24")
            .with("TEMPO_QUEUE_LIMITS", "limited=2")
            .under(
                List.of(
                    "strace",
                    "-f",
                    "-y",
                    "-xx",
                    "-s",
                    Integer.toString(LONGEST_WRITE),
                    "--seccomp-bpf",
                    "-e",
                    "signal=none",
                    "-e",
                    "trace=" + TraceParser.CALLS,
                    "-o",
                    trace.toString()));
    try (ServerProcess server = traced.start(data, port)) {
      Api api = new Api(server.awaitReady(), status -> false);
      api.logIn();
      ServerLoad load = new ServerLoad(api, directory.resolve("witness"));
      load.begin();
      LockSupport.parkNanos(length.toNanos());
      load.end();
      scripts = load.scriptsOfJobs();
      endTraced();
      server.await();
    }
    operations = TraceParser.parse(trace, this::matters);
    Files.delete(trace);
    said.accept(operations.size() + " operations recorded, " + syncs() + " of them syncs");
  }

  /** The tracer passes no signal on: the server is asked itself, as its file names it. */
  private void endTraced() throws IOException {
    Properties file = new Properties();
    file.load(new StringReader(Files.readString(data.resolve("tempo.pid"))));
    ProcessHandle.of(Long.parseLong(file.getProperty("pid"))).ifPresent(ProcessHandle::destroy);
  }

  /** Environments and the server's own logs are made again; shared memory is never synced. */
  private boolean matters(Path path) {
    if (!path.startsWith(data)) {
      return path.equals(directory);
    }
    String name = data.relativize(path).toString();
    return !name.endsWith("-shm") && !name.startsWith("envs/") && !name.startsWith("logs/");
  }

  private int syncs() {
    return (int) operations.stream().filter(each -> each instanceof DiskOperation.Sync).count();
  }

  /** How often what the log ahead of the database holds was brought into the database. */
  int checkpoints() {
    Path database = data.resolve("tempo.db");
    return (int)
        operations.stream()
            .filter(each -> each instanceof DiskOperation.Sync sync && sync.path().equals(database))
            .count();
  }

  /**
   * Lets the power fail so often, spread over all syncs.
   *
   * @param forgetful files whose syncs do nothing: then something must be found
   */
  Result replay(int times, long seed, Predicate<Path> forgetful) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    SimulatedDisk disk = new SimulatedDisk(data, forgetful);
    ToldFacts told = new ToldFacts();
    List<HistoryViolation> found = new ArrayList<>();
    int syncs = syncs();
    int seen = 0;
    int done = 0;
    for (DiskOperation operation : operations) {
      disk.apply(operation);
      if (operation instanceof DiskOperation.Told sent) {
        told.take(sent.text());
      } else if (operation instanceof DiskOperation.Sync) {
        seen++;
        for (; done < (long) times * seen / syncs; done++) {
          found.addAll(fail(disk, told, random));
          if ((done + 1) % 500 == 0) {
            said.accept((done + 1) + " of " + times + ", " + found.size() + " violations");
          }
        }
      }
    }
    return new Result(done, syncs, told, found);
  }

  private List<HistoryViolation> fail(SimulatedDisk disk, ToldFacts told, SplittableRandom random)
      throws IOException {
    try (Scratch scratch = Scratch.in(directory)) {
      Path at = scratch.path().resolve("data");
      disk.crash(random).writeTo(at);
      return new CrashCheck(at, told, scripts).check();
    }
  }

  /** How many violations there are of each kind. */
  static Map<HistoryViolation.Kind, Integer> kinds(List<HistoryViolation> violations) {
    Map<HistoryViolation.Kind, Integer> kinds = new TreeMap<>();
    violations.forEach(each -> kinds.merge(each.kind(), 1, Integer::sum));
    return kinds;
  }
}
