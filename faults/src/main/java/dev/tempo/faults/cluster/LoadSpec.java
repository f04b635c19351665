package dev.tempo.faults.cluster;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A job of the load.
 *
 * @param name its name and key
 * @param timing when it runs
 * @param overlap the policy
 * @param queue in which
 * @param work what it does
 * @param repeats how often it is tried again when it fails, and whether when it is lost
 */
record LoadSpec(
    String name, Timing timing, OverlapPolicy overlap, String queue, Work work, Repeats repeats) {

  /** How many runs of each queue may be active at once. */
  static final Map<String, Integer> LIMITS =
      Map.of("default", 8, "narrow", 2, "long", 3, "scripts", 3);

  /** How many lines each handler logs on each stream. */
  static final int HANDLER_LINES = 3;

  private static final String HANDLER = "work";
  private static final Duration GRACE = Duration.ofMinutes(10);
  private static final Repeats NEVER = new Repeats(0, false);
  private static final Repeats IF_LOST = new Repeats(0, true);
  private static final int ALWAYS = 100;

  /**
   * When it runs.
   *
   * @param millis between two occurrences, or between the end of a run and the next one; 0 for when
   *     somebody asks
   * @param afterEach whether it is counted from the end of a run
   */
  record Timing(long millis, boolean afterEach) {}

  /**
   * What it does.
   *
   * @param leastMillis how long it takes at least
   * @param mostMillis how long it takes at most
   * @param failPercent how often it fails
   * @param isScript whether it is a script, which takes 100 ms for each of its lines
   */
  record Work(int leastMillis, int mostMillis, int failPercent, boolean isScript) {}

  /**
   * What becomes of it if it does not end well.
   *
   * @param retries how often it is tried again
   * @param ifLost whether also when it was lost
   */
  record Repeats(int retries, boolean ifLost) {}

  /** All of them. */
  static List<LoadSpec> all() {
    return List.of(
        handler("allowed", every(1_000), OverlapPolicy.ALLOW, "narrow", takes(200, 800, 0), NEVER),
        handler(
            "queued", every(1_000), OverlapPolicy.QUEUE, "default", takes(100, 2_500, 0), NEVER),
        handler(
            "skipped", every(1_000), OverlapPolicy.SKIP, "default", takes(100, 2_500, 0), NEVER),
        handler(
            "replaced",
            every(2_000),
            OverlapPolicy.REPLACE,
            "default",
            takes(500, 4_000, 0),
            NEVER),
        handler(
            "failing",
            every(2_000),
            OverlapPolicy.ALLOW,
            "default",
            takes(50, 300, 50),
            new Repeats(2, true)),
        handler(
            "long", every(6_000), OverlapPolicy.ALLOW, "long", takes(8_000, 20_000, 0), IF_LOST),
        handler(
            "delayed",
            new Timing(700, true),
            OverlapPolicy.QUEUE,
            "default",
            takes(100, 600, 0),
            IF_LOST),
        handler("asked", every(0), OverlapPolicy.ALLOW, "narrow", takes(100, 2_000, 0), NEVER),
        script("printed", every(2_000), OverlapPolicy.ALLOW, 8, 0, NEVER),
        script("broken", every(5_000), OverlapPolicy.QUEUE, 4, ALWAYS, new Repeats(1, false)),
        script("repeated", every(7_000), OverlapPolicy.SKIP, 30, 0, IF_LOST));
  }

  private static LoadSpec handler(
      String name, Timing timing, OverlapPolicy overlap, String queue, Work work, Repeats repeats) {
    return new LoadSpec(name, timing, overlap, queue, work, repeats);
  }

  private static LoadSpec script(
      String name, Timing timing, OverlapPolicy overlap, int lines, int fails, Repeats repeats) {
    Work work = new Work(lines * 100, lines * 100, fails, true);
    return new LoadSpec(name, timing, overlap, "scripts", work, repeats);
  }

  private static Timing every(long millis) {
    return new Timing(millis, false);
  }

  private static Work takes(int minMillis, int maxMillis, int failPercent) {
    return new Work(minMillis, maxMillis, failPercent, false);
  }

  /** By their names. */
  static Map<String, LoadSpec> byName() {
    return all().stream().collect(Collectors.toMap(LoadSpec::name, Function.identity()));
  }

  /** Whether its occurrences are instants that do not depend on its runs. */
  boolean isOnGrid() {
    return timing.millis() > 0 && !timing.afterEach();
  }

  /** How many lines a run logs on each stream. */
  int lines() {
    return work.isScript() ? work.mostMillis() / 100 : HANDLER_LINES;
  }

  /** How long this run takes: always the same. */
  Duration length(UUID runId) {
    int span = work.mostMillis() - work.leastMillis() + 1;
    return Duration.ofMillis(work.leastMillis() + Math.floorMod(runId.hashCode(), span));
  }

  /** Whether this run is to fail: always the same. */
  boolean fails(UUID runId) {
    return Math.floorMod(runId.hashCode() / 7, 100) < work.failPercent();
  }

  /** The job. */
  Job job(Path directory) {
    Job.Builder builder =
        Job.named(name)
            .key(name)
            .task(work.isScript() ? Task.shell(text(directory)) : Task.handler(HANDLER))
            .overlap(overlap)
            .queue(queue)
            .retry(RetryPolicy.times(repeats.retries()).withDelay(Duration.ofMillis(200)));
    if (repeats.ifLost()) {
      builder.rerunIfLost();
    }
    if (timing.millis() > 0) {
      Duration pause = Duration.ofMillis(timing.millis());
      Trigger trigger = timing.afterEach() ? Trigger.afterEach(pause) : Trigger.every(pause);
      builder.trigger(trigger.withGrace(GRACE));
    }
    return builder.build();
  }

  private String text(Path directory) {
    Path journal = journal(directory, JournalEntry.SCRIPTS);
    String mark = "read up idle </proc/uptime; echo \"$up %s $TEMPO_RUN_ID\" >>'" + journal + "'\n";
    return mark(mark, JournalEntry.Kind.BEGUN)
        + "i=1\n"
        + "while [ $i -le "
        + lines()
        + " ]; do\n"
        + "  echo \"out $i\"\n"
        + "  echo \"err $i\" >&2\n"
        + "  sleep 0.1\n  "
        + mark(mark, JournalEntry.Kind.TICK)
        + "  i=$((i + 1))\n"
        + "done\n"
        + (work.failPercent() == 0
            ? mark(mark, JournalEntry.Kind.ENDED)
            : mark(mark, JournalEntry.Kind.FAILED) + "exit 3\n");
  }

  private static String mark(String text, JournalEntry.Kind kind) {
    return String.format(Locale.ROOT, text, kind.letter());
  }

  /** Where a node, or all scripts, write down what they do. */
  static Path journal(Path directory, String name) {
    return directory.resolve(name + ".journal");
  }
}
