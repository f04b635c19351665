package dev.tempo.server.jobs;

import dev.tempo.server.http.Paging;
import dev.tempo.server.http.Query;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which jobs a list is to hold, and in which order.
 *
 * @param wanted which
 * @param order in which order
 */
record JobFilter(Predicate<JobEntry> wanted, Comparator<JobEntry> order) {
  private static final Map<String, Comparator<JobEntry>> ORDERS =
      Map.of(
          "createdat", Comparator.comparing(job -> job.details().stamps().createdAt()),
          "updatedat", Comparator.comparing(job -> job.details().stamps().updatedAt()),
          "name", Comparator.comparing(job -> job.name().toLowerCase(Locale.ROOT)));

  /**
   * One page.
   *
   * @param jobs in order
   * @param total how many there are on all pages
   * @param nextCursor where the next page begins; empty if this is the last
   */
  record Page(List<JobEntry> jobs, int total, Optional<String> nextCursor) {}

  static JobFilter of(Query query) {
    Predicate<JobEntry> wanted = job -> true;
    Optional<Boolean> enabled = query.flag("enabled");
    if (enabled.isPresent()) {
      wanted = wanted.and(job -> job.enabled() == enabled.get());
    }
    Optional<String> category = query.text("category");
    if (category.isPresent()) {
      wanted = wanted.and(job -> job.details().labels().category().equals(category.get()));
    }
    Optional<String> text = query.text("q").map(t -> t.toLowerCase(Locale.ROOT));
    if (text.isPresent()) {
      wanted = wanted.and(job -> contains(job, text.get()));
    }
    return new JobFilter(wanted.and(tags(query)), order(query));
  }

  Page page(Stream<JobEntry> all, Paging paging) {
    List<JobEntry> matching = all.filter(wanted).sorted(order).toList();
    int from = Math.min(paging.cursorOffset(), matching.size());
    int to = Math.min(from + paging.limit(), matching.size());
    Optional<String> next =
        to < matching.size() ? Optional.of(Paging.encode(to)) : Optional.empty();
    return new Page(matching.subList(from, to), matching.size(), next);
  }

  private static Predicate<JobEntry> tags(Query query) {
    Set<String> tags = new HashSet<>(query.list("tags", tag -> tag, "tags"));
    boolean any = query.parsed("match", JobFilter::isAny, "all or any").orElse(false);
    if (tags.isEmpty()) {
      return job -> true;
    }
    return any
        ? job -> job.details().labels().tags().stream().anyMatch(tags::contains)
        : job -> job.details().labels().tags().containsAll(tags);
  }

  private static Boolean isAny(String match) {
    return switch (match) {
      case "any" -> true;
      case "all" -> false;
      default -> throw new IllegalArgumentException(match);
    };
  }

  private static Comparator<JobEntry> order(Query query) {
    Comparator<JobEntry> newestFirst =
        ORDERS.get("createdat").reversed().thenComparing(JobEntry::id, Comparator.reverseOrder());
    return query
        .parsed("sort", JobFilter::order, "name, createdAt or updatedAt, with - for descending")
        .map(order -> order.thenComparing(newestFirst))
        .orElse(newestFirst);
  }

  private static Comparator<JobEntry> order(String sort) {
    boolean descending = sort.startsWith("-");
    String field = (descending ? sort.substring(1) : sort).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(ORDERS.get(field))
        .map(order -> descending ? order.reversed() : order)
        .orElseThrow(() -> new IllegalArgumentException(sort));
  }

  private static boolean contains(JobEntry job, String text) {
    JobDetails.Labels labels = job.details().labels();
    Collection<String> texts =
        Stream.concat(
                Stream.of(job.name(), job.key(), labels.description(), labels.category()),
                labels.tags().stream())
            .toList();
    return texts.stream().anyMatch(t -> t.toLowerCase(Locale.ROOT).contains(text));
  }
}
