package dev.tempo.server.security.audit;

import dev.tempo.Tempo;
import dev.tempo.server.http.filter.AuditListener.Event;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what an entry of the trail was about, if it is still there: entries hold names and ids as
 * they were. Thread-safe.
 */
final class AuditTargets {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Tempo tempo;

  AuditTargets(Tempo tempo) {
    this.tempo = tempo;
  }

  /**
   * A job or a run.
   *
   * @param kind {@code job} or {@code run}
   * @param name of the job, as it is now
   */
  record Target(String kind, UUID id, String name) {}

  /** What an event was about; empty if that is neither a job nor a run, or gone. */
  Optional<Target> of(Event event) {
    List<UUID> ids =
        event.subject().stream()
            .flatMap(subject -> ID.matcher(subject).results())
            .map(MatchResult::group)
            .map(UUID::fromString)
            .toList();
    String route = event.route();
    if (route.contains(" /api/runs")) {
      return first(ids.stream().map(this::run));
    }
    return route.contains(" /api/jobs")
        ? first(Stream.concat(ids.stream().map(this::run), ids.stream().map(this::job)))
        : Optional.empty();
  }

  /** How what an event was about called itself then; empty if nobody said. */
  static Optional<String> nameThen(Event event) {
    return event
        .subject()
        .map(subject -> subject.replaceFirst("^.*" + ID.pattern() + "\\s*", ""))
        .filter(name -> !name.isBlank());
  }

  private static Optional<Target> first(Stream<Optional<Target>> found) {
    return found.flatMap(Optional::stream).findFirst();
  }

  private Optional<Target> job(UUID id) {
    return tempo.findJob(id).map(job -> new Target("job", id, job.name()));
  }

  private Optional<Target> run(UUID id) {
    return tempo.findRun(id).map(run -> new Target("run", id, run.jobName()));
  }
}
