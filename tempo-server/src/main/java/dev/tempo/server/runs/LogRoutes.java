package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.store.LogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Shows the logs of runs, by line range or whole. */
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
    routes
        .get("/api/runs/{id}/logs", this::lines)
        .get("/api/runs/{id}/logs/download", this::download);
  }

  private Reply lines(Call call) {
    Run run = access.find(call.id("id", "run"), call.caller());
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

  private Reply download(Call call) {
    Run run = access.find(call.id("id", "run"), call.caller());
    Set<LogLine.Stream> streams = streams(call);
    String name = run.jobName() + "-" + run.id() + ".log";
    return Reply.download("text/plain; charset=utf-8", name, out -> write(out, run.id(), streams));
  }

  /** As the script printed it: the pieces of a line that was too long for one are one again. */
  private void write(OutputStream out, UUID runId, Set<LogLine.Stream> streams) throws IOException {
    long from = 1;
    boolean midLine = false;
    List<LogLine> lines = logs.lines(runId, from, DEFAULT_LINES, streams);
    while (!lines.isEmpty()) {
      StringBuilder text = new StringBuilder();
      for (LogLine line : lines) {
        text.append(midLine && !line.continued() ? "\n" : "").append(line.text());
        midLine = true;
      }
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      from = lines.getLast().number() + 1;
      lines = logs.lines(runId, from, DEFAULT_LINES, streams);
    }
    if (midLine) {
      out.write('\n');
    }
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
