package dev.tempo.server.jobs;

import dev.tempo.server.http.Paging;
import dev.tempo.server.security.authorization.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which jobs a list is to hold, and in which order.
 *
 * @param text what they are to have in their texts; empty for anything
 * @param predicate which of these; empty for all
 * @param order in which order
 */
public record JobFilter(
    Optional<JobTexts.Search> text, Optional<Predicate<JobIndexEntry>> predicate, JobOrder order) {
  /**
   * One page.
   *
   * @param jobs in order
   * @param total how many there are on all pages
   * @param nextCursor where the next page begins; empty if this is the last
   */
  public record Page(List<JobIndexEntry> jobs, int total, Optional<String> nextCursor) {}

  /** One page of those that are wanted and that a caller may see. */
  public Page page(JobIndex index, Caller caller, Paging paging) {
    JobList all = index.newestFirst();
    List<JobIndexEntry> found = text.map(search -> search.in(all)).orElse(all);
    List<JobIndexEntry> matching = all.visible(found, caller, predicate);
    int from = Math.min(paging.cursorOffset(), matching.size());
    int to = Math.min(from + paging.limit(), matching.size());
    List<JobIndexEntry> first =
        order.first(matching, to, id -> index.find(id).filter(job -> isOf(job, caller)));
    Optional<String> next =
        to < matching.size() ? Optional.of(Paging.encode(to)) : Optional.empty();
    return new Page(first.subList(from, to), matching.size(), next);
  }

  private boolean isOf(JobIndexEntry job, Caller caller) {
    return JobAccess.maySee(caller, job)
        && text.map(search -> search.isIn(job)).orElse(true)
        && predicate.map(wanted -> wanted.test(job)).orElse(true);
  }
}
