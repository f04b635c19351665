package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.message.Translation;
import dev.tempo.server.runs.RunResponses.LogPage;
import dev.tempo.store.LogStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Shows the logs of runs, by line range or whole. */
public final class LogRoutes implements Feature {
  private static final int DEFAULT_LINES = 1_000;
  private static final int MAX_LINES = 10_000;

  /** How many are read at a time: lines may have 16 kB each. */
  private static final int PORTION = 100;

  /** From how many bytes of text on an answer ends before its lines are complete. */
  private static final int MOST_BYTES = 4_000_000;

  private static final int LONGEST_LINE = 16_384;

  /** What a line takes until it is written, besides its text. */
  private static final int LINE_BYTES = 600;

  /** A text that was read, that is written, and what is written, twice for a moment. */
  private static final int COPIES = 4;

  private final LogStore logs;
  private final RunAccess access;
  private final WholeLogReader wholeLogs;

  /** Over stored logs. */
  public LogRoutes(LogStore logs, RunAccess access) {
    this.logs = logs;
    this.access = access;
    this.wholeLogs = new WholeLogReader(logs);
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/runs/{id}/logs", this::lines)
        .get("/api/runs/{id}/logs/marks", this::marks)
        .get("/api/runs/{id}/logs/download", this::download);
  }

  private RouteResponse lines(ApiRequest call) {
    Run run = access.findForLog(call);
    long from = call.query().whole("from", 1, Long.MAX_VALUE, 1);
    int limit = (int) call.query().whole("limit", 1, MAX_LINES, DEFAULT_LINES);
    call.expect(Math.min(limit * (long) LONGEST_LINE, MOST_BYTES) * COPIES + limit * LINE_BYTES);
    List<LogLine> lines = portions(run.id(), from, limit, streams(call));
    long total = logs.count(run.id());
    Translation language = call.language();
    long next = lines.isEmpty() ? Math.max(from, total + 1) : lines.getLast().number() + 1;
    boolean complete = run.status().isFinal() && (lines.isEmpty() || next > total);
    return RouteResponse.ok(
        new LogPage(
            lines.stream().map(line -> LineResponse.of(line, language)).toList(),
            next,
            total,
            complete));
  }

  /** With what the script is called in its own messages, for who may see it. */
  private RouteResponse marks(ApiRequest call) {
    Run run = access.findForLog(call);
    Optional<String> script =
        access
            .jobOf(run)
            .filter(job -> JobAccess.maySee(call.caller(), job))
            .map(JobIndexEntry::safeName);
    return RouteResponse.ok(LogMarks.of(logs, run, script));
  }

  /** As many lines as asked for, or fewer when they are long: then the next ones are asked for. */
  private List<LogLine> portions(UUID runId, long from, int limit, Set<LogLine.Stream> streams) {
    List<LogLine> lines = new ArrayList<>();
    long next = from;
    long bytes = 0;
    int wanted = Math.min(PORTION, limit);
    while (wanted > 0 && bytes < MOST_BYTES) {
      List<LogLine> more = logs.lines(runId, next, wanted, streams);
      for (LogLine line : more) {
        bytes += Json.writtenBytes(line.text());
      }
      lines.addAll(more);
      next = more.isEmpty() ? next : more.getLast().number() + 1;
      wanted = more.isEmpty() ? 0 : Math.min(PORTION, limit - lines.size());
    }
    return lines;
  }

  private RouteResponse download(ApiRequest call) {
    Run run = access.findForLog(call);
    Set<LogLine.Stream> streams = streams(call);
    String name = run.jobName() + "-" + run.id() + ".log";
    Translation language = call.language();
    return RouteResponse.download(
        "text/plain; charset=utf-8",
        name,
        out -> wholeLogs.write(out, run.id(), streams, language));
  }

  /** The streams asked for; {@code debug} is an older word for the system's own. */
  public static Set<LogLine.Stream> streams(ApiRequest call) {
    List<LogLine.Stream> wanted =
        call.query()
            .list(
                "stream",
                text ->
                    text.equals("debug")
                        ? LogLine.Stream.SYSTEM
                        : LogLine.Stream.valueOf(text.toUpperCase(Locale.ROOT)),
                JsonValues.oneOf(List.of("stdout", "stderr", "system")));
    return wanted.isEmpty() ? EnumSet.allOf(LogLine.Stream.class) : EnumSet.copyOf(wanted);
  }
}
