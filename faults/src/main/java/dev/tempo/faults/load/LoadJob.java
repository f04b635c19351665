package dev.tempo.faults.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.RunStatus;
import dev.tempo.faults.history.ScriptModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A job of the load.
 *
 * @param name its name, which is also its safe name
 * @param kind {@code shell} or {@code python}
 * @param content its script
 * @param model what that does
 * @param timing when it runs
 * @param details further fields of the job
 */
record LoadJob(
    String name,
    String kind,
    String content,
    ScriptModel model,
    Timing timing,
    Consumer<ObjectNode> details) {
  private static final int SIGINT_CODE = 128 + 2;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<RunStatus> REPLACED = EnumSet.of(RunStatus.SUCCESS, RunStatus.CANCELLED);

  /**
   * When a job runs by itself.
   *
   * @param seconds the time between two occurrences, which lie on whole multiples of it; 0 for
   *     never
   * @param cron whether a cron expression says so, and not an interval
   * @param overlap the policy
   */
  record Timing(int seconds, boolean cron, String overlap) {
    static final Timing NEVER = new Timing(0, false, "ALLOW");
  }

  /** Those that run by the clock. */
  static List<LoadJob> scheduled(Path witness) {
    return List.of(
        shell("tick", witness, 10, "", 0, new Timing(1, true, "ALLOW"), job -> {}),
        python("snake", witness, 8, 3, new Timing(2, false, "ALLOW")),
        new LoadJob(
            "again",
            "shell",
            Scripts.shell(witness, 3, "", 9),
            ScriptModel.ending(3, 9).withAttempts(3),
            new Timing(4, true, "ALLOW"),
            job -> job.putObject("retry").put("count", 2).put("delaySeconds", 0.3)),
        shell("slow", witness, 12, "sleep 0.2", 0, new Timing(1, false, "QUEUE"), job -> {}),
        new LoadJob(
            "skipping",
            "shell",
            Scripts.shell(witness, 10, "sleep 0.3", 4),
            ScriptModel.ending(10, 4).withEnds(EnumSet.of(RunStatus.FAILURE, RunStatus.SKIPPED)),
            new Timing(2, true, "SKIP"),
            job -> {}),
        new LoadJob(
            "limited",
            "shell",
            Scripts.shell(witness, 5, "sleep 0.2", 0),
            ScriptModel.ending(5, 0).withLimit(2),
            new Timing(1, false, "ALLOW"),
            job -> job.put("queue", "limited")),
        new LoadJob(
            "replaced",
            "shell",
            Scripts.shell(witness, 20, "sleep 0.2", 0),
            ScriptModel.ending(20, 0).withEnds(REPLACED),
            new Timing(3, true, "REPLACE"),
            job -> {}),
        new LoadJob(
            "endless",
            "shell",
            Scripts.shell(witness, 1, "sleep 60", 0),
            ScriptModel.ending(1, 0).withEnds(EnumSet.of(RunStatus.TIMEOUT)),
            new Timing(5, false, "ALLOW"),
            job -> job.put("timeoutSeconds", 1)));
  }

  /** Those that run when they are asked to. */
  static List<LoadJob> asked(Path witness) {
    return List.of(
        version(witness, 0),
        shell("called", witness, 4, "", 5, Timing.NEVER, job -> job.put("urlTrigger", true)));
  }

  /**
   * The job that is saved again and again, as it is after so many saves. It never ends with 130,
   * which the shell that supervises it cannot tell from an end by SIGINT.
   */
  static LoadJob version(Path witness, int number) {
    int code = number % SIGINT_CODE;
    String content = Scripts.shell(witness, 2, "", code) + "# version " + number + "\n";
    ScriptModel model = ScriptModel.ending(2, code);
    return new LoadJob("saved", "shell", content, model, Timing.NEVER, job -> {});
  }

  private static LoadJob shell(
      String name,
      Path witness,
      int lines,
      String pause,
      int code,
      Timing timing,
      Consumer<ObjectNode> details) {
    String content = Scripts.shell(witness, lines, pause, code);
    return new LoadJob(name, "shell", content, ScriptModel.ending(lines, code), timing, details);
  }

  private static LoadJob python(String name, Path witness, int lines, int code, Timing timing) {
    String content = Scripts.python(witness, lines, code);
    return new LoadJob(name, "python", content, ScriptModel.ending(lines, code), timing, job -> {});
  }

  /** Whether nothing but an outage keeps a run from beginning at once. */
  boolean punctual() {
    return timing.overlap().equals("ALLOW") && model.limit() == Integer.MAX_VALUE;
  }

  /** By which runs name their script. */
  String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What makes it, as JSON. */
  String json() {
    ObjectNode job = JSON.createObjectNode();
    job.put("name", name).put("overlap", timing.overlap()).put("queue", name);
    job.putObject("task").put("kind", kind).put("content", content);
    if (timing.seconds() > 0) {
      ObjectNode trigger = job.putArray("triggers").addObject();
      if (timing.cron()) {
        String second = timing.seconds() == 1 ? "*" : "*/" + timing.seconds();
        trigger.put("type", "cron").put("expression", second + " * * * * *");
      } else {
        trigger.put("type", "interval").put("everySeconds", timing.seconds());
      }
    }
    details.accept(job);
    return job.toString();
  }

  /** What saves its script again, as JSON. */
  String save() {
    ObjectNode job = JSON.createObjectNode();
    job.putObject("task").put("content", content);
    return job.toString();
  }
}
