package dev.tempo.faults.cluster;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.RunQuery;
import dev.tempo.task.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A program that embeds Tempo as a node, in a process of its own. It is told by lines on its
 * standard input what to do, and answers each with a line.
 */
public final class NodeMain {
  private static final Duration TICK = Duration.ofMillis(25);
  private static final RunQuery OPEN =
      RunQuery.ALL.withStatus(RunStatus.QUEUED, RunStatus.RUNNING).withLimit(1_000);

  private final Map<String, LoadSpec> load = LoadSpec.byName();
  private final NodeJournal journal;
  private final Path directory;
  private final Tempo tempo;
  private final NodeDriver driver;

  private NodeMain(NodeSettings settings) throws IOException {
    this.directory = settings.directory();
    this.journal = new NodeJournal(LoadSpec.journal(directory, settings.name()));
    this.tempo = tempo(settings);
    this.driver = new NodeDriver(tempo, journal);
  }

  /**
   * Begins.
   *
   * @param arguments as {@link NodeSettings} has them
   */
  public static void main(String[] arguments) throws Exception {
    NodeMain node = new NodeMain(NodeSettings.of(arguments));
    node.tempo.start();
    CommandLoop.run(node::obey);
    System.exit(0);
  }

  private Tempo tempo(NodeSettings settings) {
    TempoBuilder builder =
        Tempo.builder()
            .store(NodeStores.open(settings))
            .node(NodeOptions.DEFAULT.withName(settings.name()))
            .timeSource(new SkewedTime(settings.skew()))
            .failureLogLevel(Optional.empty())
            .handler("work", this::work);
    LoadSpec.LIMITS.forEach(builder::queue);
    return builder.build();
  }

  private String obey(String line) {
    switch (line) {
      case "save" ->
          tempo.saveAll(LoadSpec.all().stream().map(each -> each.job(directory)).toList());
      case "ask" -> driver.begin();
      case "quiet" -> driver.end();
      case "disable" -> disable();
      case "drop" -> drop();
      case "close" -> tempo.close();
      default -> throw new IllegalArgumentException(line);
    }
    return "done";
  }

  private void disable() {
    List<UUID> ids = tempo.jobs().map(Job::id).toList();
    ids.forEach(id -> tempo.setEnabled(id, false));
  }

  private void drop() {
    tempo.runs(OPEN).runs().forEach(run -> tempo.cancel(run.id(), "the end of the test"));
  }

  /** Looks before each step whether it may go on, as work does that must not be done twice. */
  private void work(RunContext context) throws InterruptedException {
    String runId = context.runId().toString();
    journal.write(JournalEntry.Kind.BEGUN, runId);
    LoadSpec spec = load.get(context.jobName());
    for (int line = 1; line <= spec.lines(); line++) {
      context.log("out " + line);
      context.logError("err " + line);
    }
    long begun = System.nanoTime();
    long length = spec.length(context.runId()).toNanos();
    while (System.nanoTime() - begun < length) {
      if (Thread.interrupted() || context.isStopping()) {
        journal.write(JournalEntry.Kind.STOPPED, runId);
        throw new InterruptedException();
      }
      journal.write(JournalEntry.Kind.TICK, runId);
      Thread.sleep(TICK);
    }
    if (spec.fails(context.runId())) {
      journal.write(JournalEntry.Kind.FAILED, runId);
      throw new IllegalStateException("on purpose");
    }
    journal.write(JournalEntry.Kind.ENDED, runId);
  }
}
