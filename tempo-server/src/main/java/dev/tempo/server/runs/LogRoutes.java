package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.message.Translation;
import dev.tempo.server.quota.LogQuotaService;
import dev.tempo.server.runs.RunResponses.LogPage;
import dev.tempo.store.LogStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Shows the logs of runs, by line range or whole. */
public final class LogRoutes implements Feature {
  private static final int DEFAULT_LINES = 1_000;
  private static final int MAX_LINES = 10_000;

  private static final int LONGEST_LINE = 16_384;

  /** What a line takes until it is written, besides its text. */
  private static final int LINE_BYTES = 600;

  /** A text that was read, that is written, and what is written, twice for a moment. */
  private static final int COPIES = 4;

  private final LogStore logs;
  private final RunAccess access;
  private final WholeLogReader wholeLogs;
  private final LogQuotaService quotas;

  /** Over stored logs, as far as quotas let them be kept. */
  public LogRoutes(LogStore logs, RunAccess access, LogQuotaService quotas) {
    this.quotas = quotas;
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
    call.expect(
        Math.min(limit * (long) LONGEST_LINE, LogPortions.MOST_BYTES) * COPIES
            + limit * LINE_BYTES);
    Optional<Predicate<LogLine>> levels = LogLevel.filter(call.query());
    LogPortions portions = new LogPortions(logs, run.id(), streams(call), levels);
    List<LogLine> lines = portions.read(from, limit);
    long total = logs.count(run.id());
    Translation language = call.language();
    long next = portions.next().orElse(Math.max(from, total + 1));
    boolean complete = run.status().isFinal() && next > total;
    return RouteResponse.ok(
        new LogPage(
            lines.stream().map(line -> LineResponse.of(line, language)).toList(),
            next,
            total,
            complete,
            total == 0 && quotas.isUnkept(run.id()) ? Optional.of(false) : Optional.empty()));
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
