package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.store.LogStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Shows the logs of runs, by line range. */
public final class LogRoutes implements Feature {
  private static final int DEFAULT_LINES = 1_000;
  private static final int MAX_LINES = 10_000;

  private final LogStore logs;
  private final RunAccess access;

  /** Over stored logs. */
  public LogRoutes(LogStore logs, RunAccess access) {
    this.logs = logs;
    this.access = access;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/runs/{id}/logs", this::lines);
  }

  private Reply lines(Call call) {
    Run run = access.findForLog(call);
    long from = call.query().whole("from", 1, Long.MAX_VALUE, 1);
    int limit = (int) call.query().whole("limit", 1, MAX_LINES, DEFAULT_LINES);
    List<LogLine> lines = logs.lines(run.id(), from, limit, streams(call));
    long total = logs.count(run.id());
    long next = lines.isEmpty() ? Math.max(from, total + 1) : lines.getLast().number() + 1;
    boolean complete = run.status().isFinal() && (lines.isEmpty() || next > total);
    return Reply.ok(
        Json.object()
            .put("lines", Json.array(lines, RunJson::line))
            .put("nextLine", next)
            .put("total", total)
            .put("complete", complete));
  }

  /** The streams asked for; {@code debug} is an older word for the system's own. */
  public static Set<LogLine.Stream> streams(Call call) {
    List<LogLine.Stream> wanted =
        call.query()
            .list(
                "stream",
                text ->
                    text.equals("debug")
                        ? LogLine.Stream.SYSTEM
                        : LogLine.Stream.valueOf(text.toUpperCase(Locale.ROOT)),
                "stdout, stderr or system");
    return wanted.isEmpty() ? EnumSet.allOf(LogLine.Stream.class) : EnumSet.copyOf(wanted);
  }
}
