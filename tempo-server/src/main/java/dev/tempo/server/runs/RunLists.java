package dev.tempo.server.runs;

import dev.tempo.Run;
import dev.tempo.server.access.Caller;
import dev.tempo.server.http.Paging;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists the runs that a caller may see. The store finds whose they are, and by job, status, cause
 * and time; what else is asked is looked at run by run, over a bounded number of runs a page, so
 * that no request costs without limit: a page may then hold fewer than asked for and still have a
 * next one. Sorted by anything but the time at which they were queued, a list is of the newest that
 * match.
 */
public final class RunLists {
  private static final int STEP = 500;
  private static final int MAX_LOOKED_AT = 5_000;

  private final RunStore runs;
  private final RunAccess access;

  /** Over runs, for those who may see them. */
  public RunLists(RunStore runs, RunAccess access) {
    this.runs = runs;
    this.access = access;
  }

  /**
   * A page.
   *
   * @param runs in order
   * @param next where the next page begins; empty if this is the last
   */
  record Page(List<Run> runs, Optional<Object> next) {}

  /**
   * How many runs there are.
   *
   * @param count at least so many
   * @param exact whether there are not more
   */
  record Total(long count, boolean exact) {

    /** A copy that is not less than what a page of the list shows. */
    Total atLeast(Page page) {
      return new Total(Math.max(count, page.runs().size()), exact);
    }
  }

  /** Runs of a query that the caller may see; its limit is the page. */
  public RunPage list(RunQuery query, Caller caller) {
    return runs.list(access.restrict(query, caller));
  }

  Page page(RunFilter filter, Paging paging, Caller caller) {
    if (filter.sort().comparator().isPresent()) {
      return sorted(filter, paging, caller);
    }
    RunQuery query = access.restrict(filter.query(), caller).limit(paging.limit());
    Walk walk = new Walk(filter, paging.limit());
    walk.from(paging.cursorId().map(query::before).orElse(query));
    return new Page(walk.found, walk.next.map(id -> id));
  }

  Total total(RunFilter filter, Caller caller) {
    RunQuery query = access.restrict(filter.query(), caller);
    if (filter.rest().isEmpty()) {
      RunCount count = runs.count(query, Paging.MAX_TOTAL);
      return new Total(count.count(), count.isExact());
    }
    Walk walk = new Walk(filter, MAX_LOOKED_AT);
    walk.from(query.limit(STEP));
    return new Total(walk.found.size(), walk.next.isEmpty());
  }

  /** The runs of these ids that match and may be seen, of which the first come first. */
  Page only(List<UUID> ids, RunFilter filter, Paging paging, Caller caller) {
    List<Run> found = new ArrayList<>();
    int at = paging.cursorOffset();
    while (at < ids.size() && found.size() < paging.limit()) {
      runs.find(ids.get(at))
          .filter(run -> filter.matches(run) && access.maySee(caller, run))
          .ifPresent(found::add);
      at++;
    }
    return new Page(found, at < ids.size() ? Optional.of(at) : Optional.empty());
  }

  private Page sorted(RunFilter filter, Paging paging, Caller caller) {
    Walk walk = new Walk(filter, MAX_LOOKED_AT);
    walk.from(access.restrict(filter.query(), caller).limit(STEP));
    List<Run> all = walk.found.stream().sorted(filter.sort().comparator().orElseThrow()).toList();
    int from = Math.min(paging.cursorOffset(), all.size());
    int to = Math.min(from + paging.limit(), all.size());
    return new Page(all.subList(from, to), to < all.size() ? Optional.of(to) : Optional.empty());
  }

  /** Looks at runs one after the other until enough are found, or enough were looked at. */
  private final class Walk {
    private final RunFilter filter;
    private final int enough;
    private final List<Run> found = new ArrayList<>();
    private Optional<UUID> next = Optional.empty();
    private int lookedAt;

    Walk(RunFilter filter, int enough) {
      this.filter = filter;
      this.enough = enough;
    }

    void from(RunQuery first) {
      RunQuery query = first;
      while (true) {
        RunPage read = runs.list(query);
        take(read);
        if (next.isPresent() || read.next().isEmpty()) {
          return;
        }
        if (lookedAt >= MAX_LOOKED_AT) {
          next = read.next();
          return;
        }
        query = query.limit(STEP).before(read.next().get());
      }
    }

    private void take(RunPage read) {
      for (Run run : read.runs()) {
        lookedAt++;
        if (filter.rest().map(rest -> rest.test(run)).orElse(true)) {
          found.add(run);
        }
        if (found.size() == enough) {
          boolean more = read.next().isPresent() || run != read.runs().getLast();
          next = more ? Optional.of(run.id()) : Optional.empty();
          return;
        }
      }
    }
  }
}
