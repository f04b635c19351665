package dev.tempo.server.notifications;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.notifications.DigestStore.Lateness;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.users.User;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Says what the jobs of somebody did, of those jobs and runs that the account may see. A run
 * belongs to the span in which it ended: one that was open when a digest was written is in the next
 * one. A bounded number of runs is looked at, the newest. Thread-safe.
 */
final class DigestWriter {
  private static final int PAGE = 500;
  private static final int MOST_RUNS = 20_000;
  private static final int MOST_LATE = 1_000;

  /** For how long before a span runs that ended in it may have been queued. */
  private static final Duration LOOK_BACK = Duration.ofDays(7);

  /** Of those, how many are looked at; hardly one of them ended in the span. */
  private static final int MOST_EARLIER = 50_000;

  private final RunStore runs;
  private final RunAccess access;
  private final JobIndex jobs;
  private final DigestStore store;

  DigestWriter(RunStore runs, RunAccess access, JobIndex jobs, DigestStore store) {
    this.runs = runs;
    this.access = access;
    this.jobs = jobs;
    this.store = store;
  }

  Digest of(User user, Digest.Span span) {
    Caller caller =
        new Caller(
            user.id(), user.username(), user.account().role(), Optional.empty(), Optional.empty());
    Count count = new Count();
    boolean complete = count.all(caller, span);
    List<Lateness> late =
        store.between(span.from(), span.to(), MOST_LATE).stream()
            .filter(one -> jobs.isVisible(one.jobId(), caller))
            .toList();
    return new Digest(span, count.counts, complete, count.failing(), late);
  }

  /** For one digest. */
  private final class Count {
    private final Map<RunStatus, Long> counts = new EnumMap<>(RunStatus.class);
    private final Map<UUID, Digest.Failing> failing = new LinkedHashMap<>();

    /** Counts runs; false if there are too many. */
    boolean all(Caller caller, Digest.Span span) {
      RunQuery query = access.restrict(RunQuery.ALL.withSavedOnly().withLimit(PAGE), caller);
      Instant from = span.from();
      return all(query.withFrom(from).withTo(span.to()), span, MOST_RUNS)
          && all(query.withFrom(from.minus(LOOK_BACK)).withTo(from), span, MOST_EARLIER);
    }

    private boolean all(RunQuery first, Digest.Span span, int limit) {
      RunQuery query = first;
      int seen = 0;
      while (seen < limit) {
        RunPage page = runs.list(query);
        page.runs().stream().filter(run -> endedIn(span, run)).forEach(this::add);
        seen += page.runs().size();
        if (page.next().isEmpty()) {
          return true;
        }
        query = query.withBefore(page.next().get());
      }
      return false;
    }

    private static boolean endedIn(Digest.Span span, Run run) {
      return run.status().isFinal()
          && run.finishedAt()
              .filter(at -> !at.isBefore(span.from()) && at.isBefore(span.to()))
              .isPresent();
    }

    private void add(Run run) {
      counts.merge(run.status(), 1L, Long::sum);
      boolean failed =
          switch (run.status()) {
            case FAILURE, TIMEOUT, LOST -> true;
            default -> false;
          };
      if (failed) {
        Instant at = run.finishedAt().orElse(run.queuedAt());
        failing.merge(
            run.jobId(),
            new Digest.Failing(run.jobId(), run.jobName(), 1, at),
            (known, more) ->
                new Digest.Failing(
                    known.jobId(), known.jobName(), known.count() + 1, later(known.last(), at)));
      }
    }

    private List<Digest.Failing> failing() {
      List<Digest.Failing> sorted = new ArrayList<>(failing.values());
      sorted.sort(
          Comparator.comparing(Digest.Failing::count)
              .reversed()
              .thenComparing(Digest.Failing::jobName));
      return sorted;
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
