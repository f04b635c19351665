package dev.tempo.server.environments;

import dev.tempo.message.Message;
import dev.tempo.python.InlineMetadata;
import dev.tempo.server.environments.ScriptScanner.Found;
import dev.tempo.server.environments.ScriptScanner.Severity;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.LineEnds;
import dev.tempo.server.jobs.ScriptAutoSave;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks scripts for editors, without saving or running them. */
public final class ScriptCheckRoutes implements Feature {
  private static final int MAX_CONTENT = 1_000_000;

  private final JobService jobs;
  private final ScriptScanner scanner;

  /** Over jobs, whose own interpreters check. */
  public ScriptCheckRoutes(JobService jobs, ScriptScanner scanner) {
    this.jobs = jobs;
    this.scanner = scanner;
  }

  @Override
  public void register(Routes routes) {
    routes.post("/api/jobs/{job}/check", this::check);
  }

  private RouteResponse check(ApiRequest call) {
    JobIndexEntry entry = jobs.index().resolve(call.path("job"), call.caller());
    JsonInput body = call.body();
    String content =
        body.required("content", body.text("content", MAX_CONTENT)).orElse(""); // end() refuses
    body.end();
    Task now = jobs.load(entry).job().task();
    Task task = ScriptAutoSave.written(now, LineEnds.mended(now, content, body::note));
    List<Found> problems = new ArrayList<>(scanner.check(task));
    body.notes().forEach(note -> problems.add(noted(note)));
    Optional<InlineMetadata> metadata =
        task instanceof PythonTask ? metadata(content, problems) : Optional.empty();
    return RouteResponse.ok(
        new CheckResponse(
            problems.stream().map(found -> ProblemResponse.of(found, call.language())).toList(),
            metadata.map(ScriptCheckRoutes::offered)));
  }

  /** What the script says of itself; how it says so wrongly is one problem more. */
  private static Optional<InlineMetadata> metadata(String content, List<Found> problems) {
    try {
      Optional<InlineMetadata> read = InlineMetadata.read(content);
      read.ifPresent(InlineMetadata::requirements);
      return read;
    } catch (IllegalArgumentException e) {
      int line = (int) content.lines().takeWhile(text -> !text.startsWith("# ///")).count() + 1;
      Remark remark = new Remark("metadata", line, 1, Messages.of(e), "# /// script");
      problems.add(new Found(Severity.WARNING, remark));
      return Optional.empty();
    }
  }

  private static Found noted(Message note) {
    return new Found(Severity.WARNING, new Remark("line-ends", 1, 1, note, ""));
  }

  private static MetadataResponse offered(InlineMetadata metadata) {
    return new MetadataResponse(metadata.dependencies(), metadata.requiresPython());
  }

  /** What was found in a script, and what it says of itself. */
  @Schema("Check")
  private record CheckResponse(
      List<ProblemResponse> problems, Optional<MetadataResponse> inlineMetadata)
      implements ApiResponse {}

  private record ProblemResponse(
      String severity, int line, int column, String message, String sourceLine, String rule)
      implements ApiResponse {

    static ProblemResponse of(Found found, Translation language) {
      Remark remark = found.remark();
      return new ProblemResponse(
          found.severity().name().toLowerCase(Locale.ROOT),
          remark.line(),
          remark.column(),
          language.text(remark.message()),
          remark.sourceLine(),
          remark.rule());
    }
  }

  private record MetadataResponse(List<String> requirements, Optional<String> python)
      implements ApiResponse {}
}
