package dev.tempo.server.jobs;

import dev.tempo.RunStatus;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.ApiException;
import dev.tempo.server.http.Query;
import dev.tempo.server.jobs.JobDetails.Labels;
import dev.tempo.server.naming.Folder;
import dev.tempo.server.naming.FolderTree;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads from a query which jobs a list is to hold. All that is asked must hold of a job. */
final class JobFilters {
  private static final Comparator<JobEntry> NEWEST_FIRST =
      Comparator.comparing((JobEntry job) -> job.details().stamps().createdAt())
          .reversed()
          .thenComparing(JobEntry::id, Comparator.reverseOrder());

  private static final Map<String, Comparator<JobEntry>> ORDERS =
      Map.of(
          "createdat", Comparator.comparing(job -> job.details().stamps().createdAt()),
          "updatedat", Comparator.comparing(job -> job.details().stamps().updatedAt()),
          "name", Comparator.comparing(job -> job.name().toLowerCase(Locale.ROOT)),
          "folder", Comparator.comparing(JobEntry::folderPath));

  private final Surroundings around;
  private final RunSummaries runs;
  private final LateJobs late;

  JobFilters(Surroundings around, RunSummaries runs, LateJobs late) {
    this.around = around;
    this.runs = runs;
    this.late = late;
  }

  JobFilter of(Query query, Caller caller) {
    Predicate<JobEntry> wanted =
        Stream.of(
                query.flag("enabled").map(on -> only(job -> job.enabled() == on)),
                query.text("category").map(c -> only(job -> labels(job).category().equals(c))),
                query
                    .text("owner")
                    .map(name -> only(job -> ownerName(job).equals(Optional.of(name)))),
                query.text("q").map(text -> contains(text.toLowerCase(Locale.ROOT))),
                folder(query),
                query.flag("favorite").map(yes -> favorite(caller, yes)),
                query.flag("late").map(yes -> only(job -> late.of(job.id()).isPresent() == yes)),
                tags(query, caller),
                lastStatus(query, caller))
            .flatMap(Optional::stream)
            .reduce(job -> true, Predicate::and);
    return new JobFilter(wanted, order(query));
  }

  private static Predicate<JobEntry> only(Predicate<JobEntry> wanted) {
    return wanted;
  }

  private static Labels labels(JobEntry job) {
    return job.details().labels();
  }

  private Optional<String> ownerName(JobEntry job) {
    return job.details().ownership().ownerId().map(around.names()::of);
  }

  private Predicate<JobEntry> favorite(Caller caller, boolean wanted) {
    Set<UUID> favorites = around.personal().favorites(caller.userId());
    return job -> favorites.contains(job.id()) == wanted;
  }

  /** A folder by its id or path, or {@code root}; with those below it if asked. */
  private Optional<Predicate<JobEntry>> folder(Query query) {
    boolean below = query.flag("recursive").orElse(false);
    return query.text("folder").map(reference -> folder(reference, below));
  }

  private Predicate<JobEntry> folder(String reference, boolean below) {
    if (reference.equals("root")) {
      return job -> below || job.details().folderId().isEmpty();
    }
    FolderTree tree = around.folders();
    UUID id =
        tree.all()
            .filter(f -> f.id().toString().equals(reference))
            .findAny()
            .or(() -> tree.at(reference))
            .map(Folder::id)
            .orElseThrow(() -> ApiException.invalid("folder", "is not a folder's id or path"));
    Set<UUID> wanted = below ? tree.withAllBelow(id) : Set.of(id);
    return job -> job.details().folderId().filter(wanted::contains).isPresent();
  }

  private Optional<Predicate<JobEntry>> tags(Query query, Caller caller) {
    Set<String> tags = new HashSet<>(query.list("tags", tag -> tag, "tags"));
    boolean any = query.parsed("match", JobFilters::isAny, "all or any").orElse(false);
    if (tags.isEmpty()) {
      return Optional.empty();
    }
    Map<UUID, Set<String>> own = around.personal().tags(caller.userId());
    return Optional.of(
        job -> {
          Set<String> has = new HashSet<>(labels(job).tags());
          has.addAll(own.getOrDefault(job.id(), Set.of()));
          return any ? tags.stream().anyMatch(has::contains) : has.containsAll(tags);
        });
  }

  /** The status of the last run; {@code none} is a job that has not run. */
  private Optional<Predicate<JobEntry>> lastStatus(Query query, Caller caller) {
    List<Optional<RunStatus>> wanted =
        query.list("lastStatus", JobFilters::status, "none or a status such as success or failure");
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

  private static Comparator<JobEntry> order(Query query) {
    return query
        .parsed(
            "sort",
            JobFilters::order,
            "name, folder, createdAt or updatedAt, with - for descending")
        .map(order -> order.thenComparing(NEWEST_FIRST))
        .orElse(NEWEST_FIRST);
  }

  private static Comparator<JobEntry> order(String sort) {
    boolean descending = sort.startsWith("-");
    String field = (descending ? sort.substring(1) : sort).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(ORDERS.get(field))
        .map(order -> descending ? order.reversed() : order)
        .orElseThrow(() -> new IllegalArgumentException(sort));
  }

  private static Predicate<JobEntry> contains(String text) {
    return job -> texts(job).anyMatch(t -> t.toLowerCase(Locale.ROOT).contains(text));
  }

  private static Stream<String> texts(JobEntry job) {
    Labels labels = labels(job);
    return Stream.of(
            Stream.of(job.name(), job.key(), labels.description(), labels.category()),
            labels.tags().stream(),
            labels.displayName().values().stream())
        .flatMap(texts -> texts);
  }
}
