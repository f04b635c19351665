package dev.tempo.faults.kill;

import dev.tempo.faults.history.History;
import dev.tempo.faults.history.HistoryChecker;
import dev.tempo.faults.history.HistoryViolation;
import dev.tempo.faults.history.Mark;
import dev.tempo.faults.history.Outage;
import dev.tempo.faults.history.ScheduledTarget;
import dev.tempo.faults.history.SeenAnswers;
import dev.tempo.faults.history.SeenEntry;
import dev.tempo.faults.history.SeenRun;
import dev.tempo.faults.history.StoreReader;
import dev.tempo.faults.load.ServerLoad;
import dev.tempo.faults.server.Api;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Lets something happen to a server under load, again and again, and checks all that was seen. */
final class KillExperiment {
  private static final Duration SLACK = Duration.ofSeconds(30);
  private static final int LONGEST_MILLIS = 4_000;

  private final Scenario scenario;
  private final Path witness;
  private final SplittableRandom random;
  private final Consumer<String> said;

  /**
   * What was seen.
   *
   * @param history all of it
   * @param violations what of it must not be
   * @param answered how many requests were answered with 2xx
   */
  record Result(History history, List<HistoryViolation> violations, long answered) {}

  private record Stored(List<SeenRun> runs, List<SeenEntry> entries) {}

  KillExperiment(Scenario scenario, Path directory, long seed, Consumer<String> said) {
    this.scenario = scenario;
    this.witness = directory.resolve("witness");
    this.random = new SplittableRandom(seed);
    this.said = said;
  }

  Result run(int times) throws IOException {
    scenario.begin();
    Api api = new Api(scenario.url(), scenario::allows);
    api.logIn();
    ServerLoad load = new ServerLoad(api, witness);
    load.begin();
    List<Outage> outages = new ArrayList<>();
    for (int time = 1; time <= times; time++) {
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)).toNanos());
      outages.add(scenario.strike(random));
      if (time % 20 == 0) {
        said.accept(time + " of " + times);
      }
    }
    List<ScheduledTarget> targets = load.end();
    SeenAnswers answers = load.answers();
    Map<UUID, String> texts = load.scriptsOfRuns();
    scenario.end();
    Stored stored =
        scenario.read(
            store -> {
              StoreReader reader = new StoreReader(store, texts);
              return new Stored(reader.runs(), reader.entries());
            });
    List<HistoryViolation> left = new ArrayList<>();
    for (Path directory : scenario.directories()) {
      left.addAll(new LeftoverScan(directory).scan());
    }
    History history =
        new History(
            targets,
            outages,
            stored.runs(),
            stored.entries(),
            load.scripts(),
            Mark.read(witness),
            answers,
            left);
    return new Result(history, new HistoryChecker(SLACK).check(history), api.answered());
  }
}
