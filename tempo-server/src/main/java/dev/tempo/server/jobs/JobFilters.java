package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.RunStatus;
import dev.tempo.server.http.QueryParameters;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobDetails.Labels;
import dev.tempo.server.jobs.RunSummaries.Recent;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.Store;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads from a query which jobs a list is to hold. All that is asked must hold of a job. */
final class JobFilters {
  private static final Map<String, Comparator<JobIndexEntry>> ORDERS =
      Map.of(
          "createdat", Comparator.comparing(job -> job.details().stamps().createdAt()),
          "updatedat", Comparator.comparing(job -> job.details().stamps().updatedAt()),
          "enabled", Comparator.comparing(job -> !job.enabled()));

  private static final String ORDER_NAMES =
      "name, folder, owner, enabled, nextRunAt, lastRun, lastStatus, durationMs, createdAt, updatedAt";

  private final JobDependencies dependencies;
  private final RunSummaries runs;
  private final LateJobs late;
  private final Store store;
  private final JobTexts texts;

  JobFilters(JobDependencies dependencies, RunSummaries runs, LateJobs late, Store store) {
    this.dependencies = dependencies;
    this.runs = runs;
    this.late = late;
    this.store = store;
    this.texts = new JobTexts(dependencies.folders());
  }

  JobFilter of(QueryParameters query, Caller caller) {
    Optional<Predicate<JobIndexEntry>> wanted =
        Stream.of(
                query.flag("enabled").map(on -> only(job -> job.enabled() == on)),
                query.text("category").map(c -> only(job -> labels(job).category().equals(c))),
                query
                    .text("owner")
                    .map(name -> only(job -> ownerName(job).equals(Optional.of(name)))),
                query
                    .text("group")
                    .map(id -> only(job -> job.origin().groupId().equals(Optional.of(id)))),
                query
                    .parsed("source", JobFilters::source, message("api.allowed.source"))
                    .map(source -> only(job -> job.origin().source().equals(source))),
                folder(query),
                query.flag("favorite").map(yes -> favorite(caller, yes)),
                query.flag("late").map(yes -> only(job -> late.of(job.id()).isPresent() == yes)),
                tags(query, caller),
                lastStatus(query, caller))
            .flatMap(Optional::stream)
            .reduce(Predicate::and);
    return new JobFilter(query.text("q").map(texts::search), wanted, order(query, caller));
  }

  private static Predicate<JobIndexEntry> only(Predicate<JobIndexEntry> requested) {
    return requested;
  }

  private static String source(String text) {
    return switch (text) {
      case "managed", "discovered" -> text;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Labels labels(JobIndexEntry job) {
    return job.details().labels();
  }

  private Optional<String> ownerName(JobIndexEntry job) {
    return job.details().ownership().ownerId().map(dependencies.names()::of);
  }

  private Predicate<JobIndexEntry> favorite(Caller caller, boolean requested) {
    Set<UUID> favorites = dependencies.personal().favorites(caller.userId());
    return job -> favorites.contains(job.id()) == requested;
  }

  /** A folder by its id or path, or {@code root}; with those below it if asked. */
  private Optional<Predicate<JobIndexEntry>> folder(QueryParameters query) {
    boolean below = query.flag("recursive").orElse(false);
    return query.text("folder").map(reference -> folder(reference, below));
  }

  private Predicate<JobIndexEntry> folder(String reference, boolean below) {
    if (reference.equals("root")) {
      return job -> !job.origin().isDiscovered() && (below || job.details().folderId().isEmpty());
    }
    FolderTree tree = dependencies.folders();
    UUID id =
        tree.all()
            .filter(f -> f.id().toString().equals(reference))
            .findAny()
            .or(() -> tree.at(reference))
            .map(Folder::id)
            .orElseThrow(() -> ApiException.invalid("folder", message("api.value.noFolder")));
    Set<UUID> wanted = below ? tree.withAllBelow(id) : Set.of(id);
    return job -> job.details().folderId().filter(wanted::contains).isPresent();
  }

  private Optional<Predicate<JobIndexEntry>> tags(QueryParameters query, Caller caller) {
    Set<String> tags = new HashSet<>(query.list("tags", tag -> tag, message("api.allowed.tags")));
    boolean any =
        query
            .parsed("match", JobFilters::isAny, JsonValues.oneOf(List.of("all", "any")))
            .orElse(false);
    if (tags.isEmpty()) {
      return Optional.empty();
    }
    Map<UUID, Set<String>> own = dependencies.personal().tags(caller.userId());
    return Optional.of(
        job -> {
          Set<String> has = new HashSet<>(labels(job).tags());
          has.addAll(own.getOrDefault(job.id(), Set.of()));
          return any ? tags.stream().anyMatch(has::contains) : has.containsAll(tags);
        });
  }

  /** The status of the last run; {@code none} is a job that has not run. */
  private Optional<Predicate<JobIndexEntry>> lastStatus(QueryParameters query, Caller caller) {
    List<Optional<RunStatus>> wanted =
        query.list("lastStatus", JobFilters::status, message("api.allowed.lastStatus"));
    return wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(
            job ->
                wanted.contains(
                    runs.last(job.id(), job.details(), caller).map(RunSummaries.Recent::status)));
  }

  private static Optional<RunStatus> status(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "none" -> Optional.empty();
      case "pending" -> Optional.of(RunStatus.QUEUED);
      case "failed", "error" -> Optional.of(RunStatus.FAILURE);
      case "completed" -> Optional.of(RunStatus.SUCCESS);
      case "terminated", "stopped" -> Optional.of(RunStatus.CANCELLED);
      default -> Optional.of(RunStatus.valueOf(text.toUpperCase(Locale.ROOT)));
    };
  }

  private static Boolean isAny(String match) {
    return switch (match) {
      case "any" -> true;
      case "all" -> false;
      default -> throw new IllegalArgumentException(match);
    };
  }

  private JobOrder order(QueryParameters query, Caller caller) {
    return query
        .parsed(
            "sort", sort -> order(sort, caller), message("api.allowed.sort", "values", ORDER_NAMES))
        .orElse(JobOrder.usual());
  }

  /** What a job has nothing of comes last, in either direction. */
  private JobOrder order(String sort, Caller caller) {
    boolean down = sort.startsWith("-");
    String field = (down ? sort.substring(1) : sort).toLowerCase(Locale.ROOT);
    return switch (field) {
      case "folder" ->
          JobOrder.by(down, job -> Optional.of(folderName(job)).filter(n -> !n.isEmpty()));
      case "owner" -> JobOrder.by(down, this::ownerName);
      case "name" -> JobOrder.by(down, job -> Optional.of(job.name().toLowerCase(Locale.ROOT)));
      case "nextrunat" -> new NextTimeOrder(store.triggers(), down);
      case "lastrun" -> lastRun(down, job -> last(job, caller).flatMap(Recent::startedAt));
      case "laststatus" -> JobOrder.by(down, job -> last(job, caller).map(Recent::status));
      case "durationms" -> JobOrder.by(down, job -> last(job, caller).flatMap(Recent::duration));
      default ->
          Optional.ofNullable(ORDERS.get(field))
              .map(order -> JobOrder.by(down ? order.reversed() : order))
              .orElseThrow(() -> new IllegalArgumentException(sort));
    };
  }

  private JobOrder lastRun(boolean down, Function<JobIndexEntry, Optional<Instant>> startedAt) {
    return down ? new LastRunOrder(store.runs(), startedAt) : JobOrder.by(false, startedAt);
  }

  private Optional<Recent> last(JobIndexEntry job, Caller caller) {
    return runs.last(job.id(), job.details(), caller);
  }

  private String folderName(JobIndexEntry job) {
    return String.join("\0", dependencies.folders().names(job.details().folderId()))
        .toLowerCase(Locale.ROOT);
  }
}
