package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.versions.ScriptVersion;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.RunStore;
import dev.tempo.task.ScriptText;
import java.util.Locale;
import java.util.Optional;

/** Shows the text that a run executes, saved or not. */
public final class RunScriptRoutes implements Feature {
  /** What a script of a megabyte takes until it is written. */
  private static final long CONTENT_BYTES = 4 << 20;

  private final RunStore runs;
  private final RunAccess access;
  private final VersionService versions;

  /** Over runs and the versions of scripts. */
  public RunScriptRoutes(RunStore runs, RunAccess access, VersionService versions) {
    this.runs = runs;
    this.access = access;
    this.versions = versions;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/runs/{id}/script", this::show);
  }

  private RouteResponse show(ApiRequest call) {
    Run run = access.findForLog(call);
    call.expect(CONTENT_BYTES);
    Optional<Long> version = versions.of(run).map(VersionService.ExecutedVersion::number);
    Json.Object json = run.isUnsaved() ? unsaved(run) : saved(run, version);
    return RouteResponse.ok(json.put("unsaved", run.isUnsaved()).put("scriptVersion", version));
  }

  private Json.Object unsaved(Run run) {
    ScriptText text = runs.script(run.id()).orElseThrow(() -> none(run));
    return Json.object()
        .put("kind", text.language().name().toLowerCase(Locale.ROOT))
        .put("content", text.content())
        .put("sha256", text.sha256());
  }

  private Json.Object saved(Run run, Optional<Long> version) {
    ScriptVersion.Script script =
        version
            .flatMap(number -> versions.find(run.jobId(), number))
            .map(ScriptVersion::script)
            .orElseThrow(() -> none(run));
    return Json.object()
        .put("kind", script.kind())
        .put("content", script.content())
        .put("sha256", script.sha256());
  }

  private static ApiException none(Run run) {
    return ApiException.notFound("script", run.id().toString());
  }
}
