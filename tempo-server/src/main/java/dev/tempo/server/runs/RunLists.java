package dev.tempo.server.runs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.RunCount;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Lists the runs that a caller may see. The store finds whose they are, and by job, status, cause
 * and time; what else is asked is looked at run by run, over a bounded number of runs a page, so
 * that no request costs without limit: a page may then hold fewer than asked for and still have a
 * next one, and does where they are large. By when they were queued and by status runs come from
 * indexes, however many there are; by anything else the newest that match are sorted, and the page
 * says if there are more.
 */
public final class RunLists {
  /** How many are read at a time: they may have parameters of 64 kB each. */
  private static final int STEP = 100;

  /** From how many bytes of parameters and errors on a list ends. */
  private static final long MOST_BYTES = 4_000_000;

  private static final int MAX_LOOKED_AT = 5_000;
  private static final int MAX_SORTED = Paging.MAX_TOTAL;

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
   * @param sortIsComplete whether all that match were sorted
   */
  record Page(List<Run> runs, Optional<Object> next, boolean sortIsComplete) {
    Page(List<Run> runs, Optional<Object> next) {
      this(runs, next, true);
    }
  }

  /**
   * How many runs there are.
   *
   * @param count at least so many
   * @param exact whether there are not more
   */
  record Total(long count, boolean exact) {

    /** Returns a copy that is not less than what a page of the list shows. */
    Total atLeast(Page page) {
      return new Total(Math.max(count, page.runs().size()), exact);
    }
  }

  /** Runs of a query that the caller may see; its limit is the page, and should be a small one. */
  public RunPage list(RunQuery query, Caller caller) {
    return runs.list(access.restrict(query, caller));
  }

  /** How many runs of a query the caller may see, at most {@value Paging#MAX_TOTAL}. */
  public long count(RunQuery query, Caller caller) {
    return runs.count(access.restrict(query, caller), Paging.MAX_TOTAL).count();
  }

  /** The first of the runs of a query that the caller may see: fewer where they are large. */
  List<Run> first(RunQuery query, int limit, Caller caller) {
    Walk walk = new Walk(Optional.empty(), limit, true);
    walk.from(access.restrict(query, caller));
    return walk.found;
  }

  /** Shows each of the first runs of a query that the caller may see, holding few at a time. */
  void each(RunQuery query, int limit, Caller caller, Consumer<Run> eye) {
    RunQuery restricted = access.restrict(query, caller);
    Optional<UUID> before = Optional.empty();
    int left = limit;
    do {
      RunQuery part = restricted.withLimit(Math.min(STEP, left));
      RunPage read = runs.list(before.map(part::withBefore).orElse(part));
      read.runs().forEach(eye);
      left -= read.runs().size();
      before = read.next();
    } while (before.isPresent() && left > 0);
  }

  Page page(RunFilter filter, Paging paging, Caller caller) {
    if (filter.sort().statuses().isPresent()) {
      return byStatus(filter, filter.sort().statuses().get(), paging, caller);
    }
    if (filter.sort().comparator().isPresent()) {
      return sorted(filter, paging, caller);
    }
    RunQuery query = access.restrict(filter.query(), caller);
    Walk walk = new Walk(filter.rest(), paging.limit(), true);
    walk.from(paging.cursorId().map(query::withBefore).orElse(query));
    return new Page(walk.found, walk.next.map(id -> id));
  }

  Total total(RunFilter filter, Caller caller) {
    RunQuery query = access.restrict(filter.query(), caller);
    if (filter.rest().isEmpty()) {
      RunCount count = runs.count(query, Paging.MAX_TOTAL);
      return new Total(count.count(), count.isExact());
    }
    Walk walk = new Walk(filter.rest(), MAX_LOOKED_AT, false);
    walk.from(query);
    return new Total(walk.count, walk.next.isEmpty());
  }

  /** The runs of these ids that match and may be seen, of which the first come first. */
  Page only(List<UUID> ids, RunFilter filter, Paging paging, Caller caller) {
    List<Run> found = new ArrayList<>();
    int at = paging.cursorOffset();
    long bytes = 0;
    while (at < ids.size() && found.size() < paging.limit() && bytes < MOST_BYTES) {
      Optional<Run> run =
          runs.find(ids.get(at)).filter(one -> filter.matches(one) && access.maySee(caller, one));
      run.ifPresent(found::add);
      bytes += run.map(RunLists::bytes).orElse(0L);
      at++;
    }
    return new Page(found, at < ids.size() ? Optional.of(at) : Optional.empty());
  }

  private Page sorted(RunFilter filter, Paging paging, Caller caller) {
    Walk walk = new Walk(filter.rest(), MAX_SORTED, true);
    walk.lookAtMost(MAX_SORTED);
    walk.from(access.restrict(filter.query(), caller));
    List<Run> all = walk.found.stream().sorted(filter.sort().comparator().orElseThrow()).toList();
    int from = Math.min(paging.cursorOffset(), all.size());
    int to = Math.min(from + paging.limit(), all.size());
    return new Page(
        all.subList(from, to),
        to < all.size() ? Optional.of(to) : Optional.empty(),
        walk.next.isEmpty());
  }

  /** One status after the other, each from its index; the cursor is a status and maybe a run. */
  private Page byStatus(RunFilter filter, List<RunStatus> order, Paging paging, Caller caller) {
    Set<RunStatus> asked = filter.query().statuses();
    List<RunStatus> left =
        order.stream().filter(status -> asked.isEmpty() || asked.contains(status)).toList();
    StatusCursor at = StatusCursor.of(paging, left);
    List<Run> found = new ArrayList<>();
    long bytes = 0;
    for (int i = at.place(); i < left.size(); i++) {
      RunQuery query = filter.query().withStatus(left.get(i));
      Walk walk = new Walk(filter.rest(), paging.limit() - found.size(), true);
      Optional<UUID> before = i == at.place() ? at.before() : Optional.empty();
      RunQuery restricted = access.restrict(query, caller);
      walk.from(before.map(restricted::withBefore).orElse(restricted));
      found.addAll(walk.found);
      bytes += walk.bytes;
      if (walk.next.isPresent()) {
        return new Page(found, Optional.of(left.get(i) + " " + walk.next.get()));
      }
      boolean full = found.size() == paging.limit() || bytes >= MOST_BYTES;
      if (full && i + 1 < left.size()) {
        return new Page(found, Optional.of(left.get(i + 1).name()));
      }
    }
    return new Page(found, Optional.empty());
  }

  /**
   * Where a page by status begins.
   *
   * @param place of its first status among those that are left
   * @param before the run of that status that the page before ended with; empty for none
   */
  private record StatusCursor(int place, Optional<UUID> before) {

    static StatusCursor of(Paging paging, List<RunStatus> left) {
      if (paging.cursor().isEmpty()) {
        return new StatusCursor(0, Optional.empty());
      }
      try {
        String[] parts = paging.cursor().get().split(" ");
        int place = left.indexOf(RunStatus.valueOf(parts[0]));
        if (place >= 0) {
          Optional<UUID> run =
              parts.length > 1 ? Optional.of(UUID.fromString(parts[1])) : Optional.empty();
          return new StatusCursor(place, run);
        }
      } catch (IllegalArgumentException e) {
        // as a status that is not among them
      }
      throw ApiException.invalid("cursor", JsonValues.mustBe(message("api.allowed.cursor")));
    }
  }

  /** What of a run may be large, as it is written. */
  private static long bytes(Run run) {
    long bytes = run.result().error().map(Json::writtenBytes).orElse(0L);
    for (Map.Entry<String, String> parameter : run.parameters().entrySet()) {
      bytes += Json.writtenBytes(parameter.getKey()) + Json.writtenBytes(parameter.getValue());
    }
    return bytes;
  }

  /** Looks at runs one after the other until enough are found, or enough were looked at. */
  private final class Walk {
    private final Optional<? extends Predicate<Run>> rest;
    private final int enough;
    private final boolean keeps;
    private final List<Run> found = new ArrayList<>();
    private Optional<UUID> next = Optional.empty();
    private int lookedAt;
    private int mostLookedAt = MAX_LOOKED_AT;
    private int count;
    private long bytes;

    /**
     * @param rest what the query does not ask
     * @param keeps whether the runs are wanted, and not only how many there are
     */
    Walk(Optional<? extends Predicate<Run>> rest, int enough, boolean keeps) {
      this.rest = rest;
      this.enough = enough;
      this.keeps = keeps;
    }

    void lookAtMost(int runs) {
      mostLookedAt = runs;
    }

    void from(RunQuery first) {
      RunQuery query = first.withLimit(Math.min(STEP, enough));
      while (true) {
        RunPage read = runs.list(query);
        take(read);
        if (next.isPresent() || read.next().isEmpty()) {
          return;
        }
        if (lookedAt >= mostLookedAt) {
          next = read.next();
          return;
        }
        query = query.withLimit(STEP).withBefore(read.next().get());
      }
    }

    private void take(RunPage read) {
      for (Run run : read.runs()) {
        lookedAt++;
        if (rest.map(asks -> asks.test(run)).orElse(true)) {
          take(run);
        }
        if (count == enough || bytes >= MOST_BYTES) {
          boolean more = read.next().isPresent() || run != read.runs().getLast();
          next = more ? Optional.of(run.id()) : Optional.empty();
          return;
        }
      }
    }

    private void take(Run run) {
      count++;
      if (keeps) {
        found.add(run);
        bytes += RunLists.bytes(run);
      }
    }
  }
}
