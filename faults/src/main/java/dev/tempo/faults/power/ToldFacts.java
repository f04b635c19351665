package dev.tempo.faults.power;

import dev.tempo.RunStatus;
import dev.tempo.faults.history.SeenAnswers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server has told the world so far, read from what it sent: so it is known exactly what it
 * had told when the power failed, and what it was only about to.
 */
final class ToldFacts {
  private static final String ID = "([0-9a-f-]{36})";
  private static final Pattern ASKED =
      Pattern.compile("\"runId\":\"" + ID + "\",\"jobId\":\"[^\"]*\",\"status\":\"queued\"");
  private static final Pattern RUN =
      Pattern.compile(
          "\\{\"id\":\""
              + ID
              + "\",\"jobId\":\"[^\"]*\",\"jobName\":\"([^\"]*)\"(?:(?!\"jobId\").)*?"
              + "\"status\":\"(\\w+)\"(?:(?!\"jobId\").)*?\"finishedAt\":(null|\"[^\"]*\")"
              + "(?:(?!\"jobId\").)*?\"exitCode\":(null|\\d+)");
  private static final Pattern JOB =
      Pattern.compile("201 Created.*\"safeName\":\"(made-\\d+)\"", Pattern.DOTALL);

  private final Set<UUID> runs = new HashSet<>();
  private final Map<UUID, SeenAnswers.ToldEnd> ends = new HashMap<>();
  private final Map<UUID, String> jobsOfEnds = new HashMap<>();
  private final List<UUID> inOrder = new ArrayList<>();
  private final Set<String> jobs = new HashSet<>();
  private boolean anything;

  void take(String text) {
    if (!text.contains("\"status\"") || !text.contains("{")) {
      return;
    }
    anything |= text.contains("HTTP/1.1 20");
    find(ASKED, text, found -> runs.add(UUID.fromString(found.group(1))));
    find(RUN, text, this::run);
    find(JOB, text, found -> jobs.add(found.group(1)));
  }

  private void run(Matcher found) {
    UUID id = UUID.fromString(found.group(1));
    runs.add(id);
    if (found.group(4).equals("null") || ends.containsKey(id)) {
      return;
    }
    OptionalInt code =
        found.group(5).equals("null")
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(found.group(5)));
    RunStatus status = RunStatus.valueOf(found.group(3).toUpperCase(Locale.ROOT));
    ends.put(id, new SeenAnswers.ToldEnd(id, status, code));
    jobsOfEnds.put(id, found.group(2));
    inOrder.add(id);
  }

  private interface Found {
    void take(Matcher match);
  }

  private static void find(Pattern pattern, String text, Found found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.take(matcher);
    }
  }

  /** Whether anything was answered with 2xx. */
  boolean anything() {
    return anything;
  }

  Set<UUID> runs() {
    return runs;
  }

  Set<String> jobs() {
    return jobs;
  }

  Map<UUID, SeenAnswers.ToldEnd> ends() {
    return ends;
  }

  /** Runs whose ends were told, in that order. */
  List<UUID> endedInOrder() {
    return inOrder;
  }

  /** The name of the job of a run whose end was told. */
  String job(UUID run) {
    return jobsOfEnds.get(run);
  }
}
