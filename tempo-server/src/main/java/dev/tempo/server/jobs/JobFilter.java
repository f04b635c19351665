package dev.tempo.server.jobs;

import dev.tempo.server.http.Paging;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which jobs a list is to hold, and in which order.
 *
 * @param predicate which
 * @param order in which order
 */
public record JobFilter(Predicate<JobIndexEntry> predicate, Comparator<JobIndexEntry> order) {
  /**
   * One page.
   *
   * @param jobs in order
   * @param total how many there are on all pages
   * @param nextCursor where the next page begins; empty if this is the last
   */
  public record Page(List<JobIndexEntry> jobs, int total, Optional<String> nextCursor) {}

  /** One page of those that are wanted. */
  public Page page(Stream<JobIndexEntry> all, Paging paging) {
    List<JobIndexEntry> matching = all.filter(predicate).sorted(order).toList();
    int from = Math.min(paging.cursorOffset(), matching.size());
    int to = Math.min(from + paging.limit(), matching.size());
    Optional<String> next =
        to < matching.size() ? Optional.of(Paging.encode(to)) : Optional.empty();
    return new Page(matching.subList(from, to), matching.size(), next);
  }
}
