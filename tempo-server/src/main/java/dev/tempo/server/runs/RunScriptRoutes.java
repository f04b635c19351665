package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.runs.RunResponses.ScriptResponse;
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
    return RouteResponse.ok(run.isUnsaved() ? unsaved(run, version) : saved(run, version));
  }

  private ScriptResponse unsaved(Run run, Optional<Long> version) {
    ScriptText text = runs.script(run.id()).orElseThrow(() -> none(run));
    return new ScriptResponse(
        text.language().name().toLowerCase(Locale.ROOT),
        Optional.of(text.content()),
        text.sha256(),
        true,
        version);
  }

  private ScriptResponse saved(Run run, Optional<Long> version) {
    ScriptVersion.Script script =
        version
            .flatMap(number -> versions.find(run.jobId(), number))
            .map(ScriptVersion::script)
            .orElseThrow(() -> none(run));
    return new ScriptResponse(script.kind(), script.content(), script.sha256(), false, version);
  }

  private static ApiException none(Run run) {
    return ApiException.notFound("script", run.id().toString());
  }
}
