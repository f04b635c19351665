package dev.tempo.server.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Run;
import dev.tempo.RunOrigin;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunUsage;
import dev.tempo.log.LogLine;
import dev.tempo.secret.SecretMasker;
import dev.tempo.server.failures.FailureReason;
import dev.tempo.server.failures.FailureReasons;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.RunStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs and the lines of their logs, as the API shows them. */
public final class RunJson {
  private final RunStore runs;
  private final UserNames names;
  private final VersionService versions;
  private final AnnotationStore annotations;
  private final DefaultLimits limits;
  private final FailureReasons reasons;
  private final UsualDurations usual;

  /**
   * Where the rest of what is shown of runs comes from.
   *
   * @param runs places in queues
   * @param names of accounts
   * @param versions of scripts
   * @param annotations what people noted
   * @param limits which of them are the server's
   * @param reasons why runs failed
   * @param usual how long runs usually take
   */
  public record Sources(
      RunStore runs,
      UserNames names,
      VersionService versions,
      AnnotationStore annotations,
      DefaultLimits limits,
      FailureReasons reasons,
      UsualDurations usual) {}

  /** With where the rest is found. */
  public RunJson(Sources sources) {
    this.runs = sources.runs();
    this.names = sources.names();
    this.versions = sources.versions();
    this.annotations = sources.annotations();
    this.limits = sources.limits();
    this.reasons = sources.reasons();
    this.usual = sources.usual();
  }

  /** Why runs failed. */
  public FailureReasons reasons() {
    return reasons;
  }

  /** Runs, in order. */
  public ArrayNode write(List<Run> some) {
    Map<UUID, String> notes = annotations.notes(some.stream().map(Run::id).toList());
    Map<UUID, FailureReason> whys = reasons.of(some);
    return Json.array(
        some,
        run ->
            write(run, queuePosition(run), notes.get(run.id()))
                .put("reason", reason(whys.get(run.id())))
                .put("usual", usualWhileRunning(run))
                .node());
  }

  /** A run. */
  public ObjectNode write(Run run) {
    return write(run, queuePosition(run), annotations.note(run.id()))
        .put("reason", reason(reasons.of(run).orElse(null)))
        .put("usual", usualWhileRunning(run))
        .node();
  }

  /** A run in an event, which is told to many: nothing is looked up that changes by itself. */
  public ObjectNode writeEvent(Run run) {
    return write(run, null, null).node();
  }

  /** How long the runs of a job usually take; empty while that is not known. */
  Optional<Json.Object> usual(UUID jobId) {
    return usual
        .of(jobId)
        .map(
            band ->
                Json.object()
                    .put("medianMs", band.median().toMillis())
                    .put("p90Ms", band.p90().toMillis())
                    .put("p95Ms", band.p95().toMillis()));
  }

  /** Only of what runs it matters in lists, to mark what takes longer. */
  private Optional<Json.Object> usualWhileRunning(Run run) {
    return run.status() == RunStatus.RUNNING ? usual(run.jobId()) : Optional.empty();
  }

  private static Object reason(FailureReason reason) {
    return reason == null
        ? null
        : Json.object()
            .put("text", reason.text())
            .put("lineNumber", reason.lineNumber())
            .put("firstLine", reason.firstLine())
            .put("kind", reason.kind().label());
  }

  private Json.Object write(Run run, Object queuePosition, Object note) {
    RunOrigin origin = run.request().origin();
    Optional<VersionService.ExecutedVersion> version =
        run.isUnsaved() ? Optional.empty() : versions.of(run);
    Json.Object json =
        Json.object()
            .put("id", run.id())
            .put("jobId", run.jobId())
            .put("jobName", run.jobName())
            .put("jobVersion", run.job().version())
            .put("queue", run.job().queue())
            .put("scriptVersion", version.map(VersionService.ExecutedVersion::number))
            .put(
                "scriptSha256",
                run.request()
                    .scriptSha256()
                    .or(() -> version.map(VersionService.ExecutedVersion::sha256)))
            .put("unsaved", run.isUnsaved())
            .put("projectId", null)
            .put("projectName", null)
            .put("status", label(run.status()))
            .put("cause", label(run.cause()))
            .put("startedBy", origin.startedBy().map(names::ofStarter))
            .put("triggerId", origin.triggerId())
            .put("scheduledFor", run.scheduledFor())
            .put("queuedAt", run.queuedAt())
            .put("startedAt", run.startedAt())
            .put("finishedAt", run.finishedAt())
            .put("durationMs", run.duration().map(Duration::toMillis));
    result(json, limits.told(run).result());
    return json.put("attempt", run.attempt())
        .put("firstRunId", run.request().firstRunId())
        .put("queuePosition", queuePosition)
        .put("parameters", parameters(run))
        .put("note", note);
  }

  /** Of those that are secret the names alone. */
  private static Map<String, String> parameters(Run run) {
    Map<String, String> shown = new LinkedHashMap<>(run.parameters());
    run.request().arguments().secret().keySet().forEach(name -> shown.put(name, SecretMasker.MASK));
    return shown;
  }

  /** A line of a log. */
  public static Json.Object line(LogLine line) {
    return Json.object()
        .put("lineNumber", line.number())
        .put("timestamp", line.timestamp())
        .put("stream", label(line.stream()))
        .put("content", line.text())
        .put("continued", line.continued());
  }

  /** The name by which the API knows a constant. */
  public static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private Object queuePosition(Run run) {
    return run.status() == RunStatus.QUEUED
        ? runs.queuePosition(run.id()).map(before -> before + 1)
        : null;
  }

  private static void result(Json.Object json, RunResult result) {
    RunUsage usage = result.usage();
    json.put("exitCode", result.exitCode())
        .put("signal", result.signal())
        .put("error", result.error())
        .put("maxMemoryBytes", usage.maxMemoryBytes())
        .put("cpuMs", usage.cpu().toMillis())
        .put("maxCpuPercent", usage.maxCpuPercent())
        .put("lineCount", usage.lineCount())
        .put("outputBytes", usage.outputBytes())
        .put("processesEnded", result.processesEnded());
  }
}
