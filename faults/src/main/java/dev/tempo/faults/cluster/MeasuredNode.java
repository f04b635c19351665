package dev.tempo.faults.cluster;

import dev.tempo.Job;
import dev.tempo.NodeOptions;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.Trigger;
import dev.tempo.benchmarks.report.Samples;
import dev.tempo.event.Event;
import dev.tempo.schedule.IntervalSchedule;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A node that is measured. The first one has no handler for what many runs do. */
public final class MeasuredNode {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int AHEAD = 8_192;
  private static final long REST_NANOS = 1_000_000; // in which a thousandth of what is ahead ends
  private static final String FIRST = "node1";

  private final FileOutputStream begins;
  private final Tempo tempo;

  private MeasuredNode(NodeSettings settings) throws IOException {
    this.begins =
        new FileOutputStream(begins(settings.directory(), settings.name()).toFile(), true);
    TempoBuilder builder =
        Tempo.builder()
            .store(NodeStores.open(settings))
            .node(NodeOptions.DEFAULT.withName(settings.name()))
            .failureLogLevel(Optional.empty())
            .handler("mark", this::mark);
    if (!settings.name().equals(FIRST)) {
      builder.handler("nothing", context -> {});
    }
    this.tempo = builder.build();
  }

  /** Where a node writes down when runs began. */
  static Path begins(Path directory, String name) {
    return directory.resolve(name + ".begins");
  }

  /**
   * Begins.
   *
   * @param arguments as {@link NodeSettings} has them
   */
  public static void main(String[] arguments) throws Exception {
    MeasuredNode node = new MeasuredNode(NodeSettings.of(arguments));
    node.tempo.start();
    CommandLoop.run(node::obey);
    System.exit(0);
  }

  private void mark(RunContext context) throws IOException {
    Instant now = Instant.now();
    if (context.scheduledFor().isPresent()) {
      Instant due = context.scheduledFor().get();
      long lateMicros = Duration.between(due, now).toNanos() / 1_000;
      String line = due.toEpochMilli() + " " + lateMicros + "\n";
      begins.write(line.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String obey(String line) {
    String[] words = line.split(" ");
    int count = words.length > 1 ? Integer.parseInt(words[1]) : 0;
    return switch (words[0]) {
      case "fires" -> fires(count);
      case "quiet" -> quiet();
      case "commands" -> commands(count);
      case "runs" -> runs(count);
      case "close" -> close();
      default -> throw new IllegalArgumentException(line);
    };
  }

  /** So many a second, evenly spread. */
  private String fires(int count) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant anchor = Instant.EPOCH.plusMillis(PERIOD.toMillis() * i / count);
      jobs.add(
          job("fire" + i, "mark").toBuilder()
              .trigger(Trigger.of(IntervalSchedule.fixedRate(PERIOD, anchor)))
              .build());
    }
    tempo.saveAll(jobs);
    return "done";
  }

  private static Job job(String name, String handler) {
    return Job.named(name)
        .key(name)
        .task(Task.handler(handler))
        .overlap(OverlapPolicy.ALLOW)
        .build();
  }

  private String quiet() {
    List<UUID> ids = tempo.jobs().map(Job::id).toList();
    ids.forEach(id -> tempo.setEnabled(id, false));
    return "done";
  }

  /** One after the other, each until its answer is there: the median, p99 and longest in ms. */
  private String commands(int count) {
    UUID job = tempo.save(job("commanded", "mark")).id();
    Samples taken = new Samples();
    for (int i = 0; i < count; i++) {
      long begun = System.nanoTime();
      RunHandle handle = tempo.run(job);
      taken.add((System.nanoTime() - begun) / 1e6);
      handle.await(Duration.ofSeconds(30));
    }
    return taken.median() + " " + taken.quantile(0.99) + " " + taken.max();
  }

  /** So many runs, until the store has the end of the last one: how many a second. */
  private String runs(int count) {
    UUID job = tempo.save(job("many", "nothing")).id();
    AtomicLong ended = new AtomicLong();
    var hearing =
        tempo.onEvent(
            event -> {
              if (event instanceof Event.RunFinished) {
                ended.incrementAndGet();
              }
            });
    long begun = System.nanoTime();
    for (int asked = 0; asked < count; asked++) {
      while (asked - ended.get() >= AHEAD) {
        LockSupport.parkNanos(REST_NANOS);
      }
      tempo.runAsync(job, RunOptions.DEFAULT);
    }
    while (ended.get() < count) {
      LockSupport.parkNanos(REST_NANOS);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    hearing.close();
    return Double.toString(count / seconds);
  }

  private String close() {
    tempo.close();
    return "done";
  }
}
