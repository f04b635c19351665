package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.failures.PlainText;
import dev.tempo.server.failures.WorkflowCommand;
import dev.tempo.server.runs.LogMarksResponse.Annotation;
import dev.tempo.server.runs.LogMarksResponse.Group;
import dev.tempo.store.LogHit;
import dev.tempo.store.LogHits;
import dev.tempo.store.LogQuery;
import dev.tempo.store.LogStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Groups and annotations in a log, by the workflow commands of GitHub's runners. They are found by
 * the index of the log, so that it does not matter how long it is.
 */
final class LogMarks {
  private static final List<String> NEEDLES =
      List.of("::group::", "::endgroup::", "::error", "::warning", "::notice");

  /** Most of each kind, the last ones. */
  private static final int MOST = 5_000;

  private static final int MOST_ANNOTATIONS = 500;
  private static final int MOST_TITLE = 300;
  private static final int MOST_MESSAGE = 2_000;
  private static final Duration BUDGET = Duration.ofSeconds(2);
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final LogStore logs;
  private final Run run;
  private final SortedMap<Long, WorkflowCommand> commands = new TreeMap<>();
  private boolean truncated;

  private LogMarks(LogStore logs, Run run) {
    this.logs = logs;
    this.run = run;
  }

  /** The marks in the log of a run, as far as it is stored. */
  static LogMarksResponse of(LogStore logs, Run run, Optional<String> script) {
    LogMarks marks = new LogMarks(logs, run);
    NEEDLES.forEach(marks::find);
    List<Annotation> annotations = marks.annotations();
    return new LogMarksResponse(run.id(), marks.groups(), annotations, marks.truncated, script);
  }

  private void find(String needle) {
    Optional<String> cursor = Optional.empty();
    int found = 0;
    do {
      LogHits page = logs.search(query(needle, cursor));
      for (LogHit hit : page.hits()) {
        found++;
        WorkflowCommand.parse(PlainText.of(hit.line().text()))
            .ifPresent(command -> commands.put(hit.line().number(), command));
      }
      cursor = page.complete() ? page.nextCursor() : Optional.empty();
      truncated |= !page.complete() || found >= MOST && cursor.isPresent();
    } while (cursor.isPresent() && found < MOST);
  }

  /** Lines were written between the run's start and its end, or a little later. */
  private LogQuery query(String needle, Optional<String> cursor) {
    LogQuery.Builder query =
        LogQuery.builder(needle)
            .caseSensitivity(LogQuery.CaseSensitivity.IGNORE_CASE)
            .jobs(Set.of(run.jobId()))
            .streams(Set.of(LogLine.Stream.STDOUT, LogLine.Stream.STDERR))
            .runs(run.id()::equals)
            .limit(MOST)
            .timeBudget(BUDGET);
    Optional<Instant> end = run.finishedAt().map(at -> at.plus(SLACK));
    end.ifPresent(query::to);
    cursor.ifPresent(query::cursor);
    return query.build();
  }

  /** Groups do not nest: one that begins ends the one before. */
  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    Optional<Group> open = Optional.empty();
    for (var entry : commands.entrySet()) {
      String name = entry.getValue().name();
      boolean begins = name.equals("group");
      if (begins || name.equals("endgroup")) {
        long end = begins ? entry.getKey() - 1 : entry.getKey();
        open.ifPresent(
            group -> groups.add(new Group(group.line(), group.title(), Optional.of(end))));
        String title = cut(entry.getValue().text(), MOST_TITLE);
        open =
            begins
                ? Optional.of(new Group(entry.getKey(), title, Optional.empty()))
                : Optional.empty();
      }
    }
    open.ifPresent(groups::add);
    return groups;
  }

  private List<Annotation> annotations() {
    List<Annotation> annotations = new ArrayList<>();
    for (var entry : commands.entrySet()) {
      WorkflowCommand command = entry.getValue();
      if (Set.of("error", "warning", "notice").contains(command.name())) {
        annotations.add(annotation(entry.getKey(), command));
      }
    }
    if (annotations.size() > MOST_ANNOTATIONS) {
      truncated = true;
      return annotations.subList(annotations.size() - MOST_ANNOTATIONS, annotations.size());
    }
    return annotations;
  }

  private static Annotation annotation(long line, WorkflowCommand command) {
    return new Annotation(
        line,
        command.name(),
        cut(command.text(), MOST_MESSAGE),
        text(command, "title"),
        text(command, "file"),
        command.number("line"),
        command.number("endline"),
        command.number("col"),
        command.number("endcolumn"));
  }

  private static Optional<String> text(WorkflowCommand command, String property) {
    return Optional.ofNullable(command.properties().get(property))
        .filter(text -> !text.isBlank())
        .map(text -> cut(text, MOST_TITLE));
  }

  private static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = limit - (Character.isHighSurrogate(text.charAt(limit - 1)) ? 1 : 0);
    return text.substring(0, end) + "…";
  }
}
