package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.message.Message;
import dev.tempo.secret.SecretMasker;
import dev.tempo.server.failures.FailureReasons;
import dev.tempo.server.message.Translation;
import dev.tempo.server.nodes.RunNodes;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.projects.ProjectNames;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.versions.VersionService;
import dev.tempo.store.RunStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Gathers what the API shows of runs. */
public final class RunJson {
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

  private final Tempo tempo;
  private final RunStore runs;
  private final Names names;
  private final VersionService versions;
  private final AnnotationStore annotations;
  private final DefaultLimits limits;
  private final FailureReasons reasons;
  private final UsualDurations usual;

  /**
   * Where the rest of what is shown of runs comes from.
   *
   * @param tempo places in queues, and why runs wait
   * @param names of accounts, projects and nodes
   * @param versions of scripts
   * @param annotations what people noted
   * @param limits which of them are the server's
   * @param reasons why runs failed
   * @param usual how long runs usually take
   */
  public record Sources(
      Tempo tempo,
      Names names,
      VersionService versions,
      AnnotationStore annotations,
      DefaultLimits limits,
      FailureReasons reasons,
      UsualDurations usual) {}

  /** By what accounts, projects and the nodes of runs are known. */
  public record Names(UserNames users, ProjectNames projects, RunNodes nodes) {}

  /** With where the rest is found. */
  public RunJson(Sources sources) {
    this.tempo = sources.tempo();
    this.runs = tempo.store().runs();
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

  /** Runs, in order, with what Tempo says of their ends in a language. */
  public List<RunResponse> write(List<Run> runs, Translation language) {
    Map<UUID, String> notes = annotations.notes(runs.stream().map(Run::id).toList());
    Map<UUID, RunResponse.Reason> whys = reasonsOf(runs, language);
    Map<UUID, String> nodes = names.nodes().of(runs);
    Map<UUID, Long> before = this.runs.queuePositions(runs);
    return runs.stream()
        .map(
            run ->
                new RunResponse(
                    facts(
                        run,
                        Optional.ofNullable(nodes.get(run.id())),
                        Optional.ofNullable(before.get(run.id())).map(count -> count + 1),
                        Optional.ofNullable(notes.get(run.id())),
                        language),
                    Optional.ofNullable(whys.get(run.id())),
                    usualWhileRunning(run),
                    Optional.empty(),
                    Optional.empty()))
        .toList();
  }

  /** A run. */
  public RunResponse write(Run run, Translation language) {
    return write(List.of(run), language).getFirst();
  }

  private Map<UUID, RunResponse.Reason> reasonsOf(List<Run> runs, Translation language) {
    Map<UUID, RunResponse.Reason> all = new HashMap<>();
    reasons.of(runs).forEach((id, why) -> all.put(id, RunResponse.Reason.of(why)));
    tempo.waitReasons(runs).forEach((id, why) -> all.put(id, RunResponse.Reason.of(why, language)));
    return all;
  }

  /** A run in an event; its place in a queue and its note, which change by themselves, are not. */
  public RunResponse.OfEvent writeEvent(Run run, boolean jobIsVisible, Translation language) {
    return new RunResponse.OfEvent(
        facts(run, names.nodes().of(run), Optional.empty(), Optional.empty(), language),
        jobIsVisible);
  }

  /** How long the runs of a job usually take; empty while that is not known. */
  Optional<RunResponse.Usual> usual(UUID jobId) {
    return usual.of(jobId).map(RunResponse.Usual::of);
  }

  /** Only of what runs it matters in lists, to mark what takes longer. */
  private Optional<RunResponse.Usual> usualWhileRunning(Run run) {
    return run.status() == RunStatus.RUNNING ? usual(run.jobId()) : Optional.empty();
  }

  private RunResponse.Facts facts(
      Run run,
      Optional<String> node,
      Optional<Long> queuePosition,
      Optional<String> note,
      Translation language) {
    return new RunResponse.Facts(
        subject(run),
        RunResponse.Course.of(
            run, node, run.request().origin().startedBy().map(names.users()::ofStarter)),
        RunResponse.Outcome.of(run.result(), limits.error(run, language)),
        run.attempt(),
        run.request().firstRunId(),
        queuePosition,
        parameters(run),
        note);
  }

  private RunResponse.Subject subject(Run run) {
    Optional<VersionService.ExecutedVersion> version =
        run.isUnsaved() ? Optional.empty() : versions.of(run);
    Optional<UUID> project = ProjectLabel.projectOf(run);
    return new RunResponse.Subject(
        run.id(),
        run.jobId(),
        run.jobName(),
        run.job().version(),
        run.job().queue(),
        version.map(VersionService.ExecutedVersion::number),
        run.request()
            .scriptSha256()
            .or(() -> run.job().scriptSha256())
            .or(() -> version.map(VersionService.ExecutedVersion::sha256)),
        run.isUnsaved(),
        project,
        project.flatMap(names.projects()::of));
  }

  /** Of those that are secret the names alone. */
  private static Map<String, String> parameters(Run run) {
    Map<String, String> shown = new LinkedHashMap<>(run.parameters());
    run.request().arguments().secret().keySet().forEach(name -> shown.put(name, SecretMasker.MASK));
    return shown;
  }

  /** The name by which the API knows a constant. */
  public static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The name by which the API knows why a run waits: that of its message. */
  public static String label(Message why) {
    String name = why.code().substring(why.code().lastIndexOf('.') + 1);
    return CAPITAL.matcher(name).replaceAll("_$0").toLowerCase(Locale.ROOT);
  }
}
