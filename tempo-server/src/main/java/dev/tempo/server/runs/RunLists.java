package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.access.Caller;
import dev.tempo.server.access.Role;
import dev.tempo.server.http.Paging;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Lists the runs that a caller may see. The store finds by job, status, cause and time; what else
 * is asked, and who may see what, is looked at run by run, over a bounded number of runs a page, so
 * that no request costs without limit: a page may then hold fewer than asked for and still have a
 * next one.
 */
final class RunLists {
  private static final int STEP = 500;
  private static final int MAX_LOOKED_AT = 5_000;

  private final RunStore runs;
  private final RunAccess access;

  RunLists(RunStore runs, RunAccess access) {
    this.runs = runs;
    this.access = access;
  }

  /**
   * A page.
   *
   * @param runs the newest first
   * @param next the run after which the next page begins; empty if this is the last
   */
  record Page(List<Run> runs, Optional<UUID> next) {}

  /**
   * How many runs there are.
   *
   * @param count at least so many
   * @param exact whether there are not more
   */
  record Total(long count, boolean exact) {}

  Page page(RunFilter filter, Paging paging, Caller caller) {
    Predicate<Run> wanted = filter.rest().and(run -> access.maySee(caller, run));
    RunQuery query = filter.page(paging);
    List<Run> found = new ArrayList<>();
    int lookedAt = 0;
    while (true) {
      RunPage read = runs.list(query);
      for (Run run : read.runs()) {
        lookedAt++;
        if (wanted.test(run)) {
          found.add(run);
        }
        if (found.size() == paging.limit()) {
          return new Page(found, hasMore(read, run) ? Optional.of(run.id()) : Optional.empty());
        }
      }
      if (read.next().isEmpty() || lookedAt >= MAX_LOOKED_AT) {
        return new Page(found, read.next());
      }
      query = query.limit(STEP).before(read.next().get());
    }
  }

  Total total(RunFilter filter, Paging paging, Caller caller, Page page) {
    if (caller.has(Role.ADMIN)) {
      long count = runs.count(filter.query(), Paging.MAX_TOTAL);
      return new Total(count, count < Paging.MAX_TOTAL);
    }
    boolean whole = paging.cursor().isEmpty() && page.next().isEmpty();
    if (whole) {
      return new Total(page.runs().size(), true);
    }
    Page more = page(filter, new Paging(MAX_LOOKED_AT, Optional.empty()), caller);
    return new Total(more.runs().size(), more.next().isEmpty());
  }

  private static boolean hasMore(RunPage read, Run last) {
    return read.next().isPresent() || !read.runs().getLast().id().equals(last.id());
  }
}
