package dev.tempo.server.forecast;

import dev.tempo.Tempo;
import dev.tempo.server.forecast.Forecast.Follower;
import dev.tempo.server.forecast.PlannedTrigger.PlannedJob;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.runs.RunLists;
import dev.tempo.server.runs.UsualDurations;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.store.TriggerState;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Forecasts what the jobs of a caller will do, and says what they did. How long runs usually take
 * is read for a bounded time a request; of the jobs whose turn does not come runs count as a
 * minute, until one of the next requests. Thread-safe.
 */
final class ForecastService {
  private static final int MOST_TRIGGERS = 2_000;
  private static final Duration LONGEST_READ = Duration.ofMillis(100);

  private final Tempo tempo;
  private final JobService jobs;
  private final UsualDurations durations;
  private final VisibleTriggers triggers;
  private final PastRuns past;
  private final TimeSource time;

  ForecastService(
      Tempo tempo, JobService jobs, RunLists lists, UsualDurations durations, TimeSource time) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.durations = durations;
    this.triggers = new VisibleTriggers(tempo.store().triggers(), MOST_TRIGGERS);
    this.past = new PastRuns(lists, tempo.store().decisions());
    this.time = time;
  }

  /**
   * What is asked for.
   *
   * @param now up to when is past
   * @param only these jobs; empty for all
   */
  record Question(Caller caller, ForecastSpan span, Instant now, Set<UUID> only) {
    boolean hasPast() {
      return span.from().isBefore(now);
    }

    boolean hasFuture() {
      return span.to().isAfter(now);
    }
  }

  /**
   * What there is to say.
   *
   * @param followers what runs after other jobs
   * @param planned the triggers that were looked at
   * @param knownUntil until when these are all; empty if they are
   */
  record Answer(
      Forecast forecast,
      List<Follower> followers,
      Optional<PastRuns.Past> past,
      List<PlannedTrigger> planned,
      Optional<Instant> knownUntil) {}

  Answer answer(Question question) {
    Map<UUID, JobIndexEntry> visible =
        jobs.index()
            .visibleTo(question.caller())
            .filter(job -> question.only().isEmpty() || question.only().contains(job.id()))
            .collect(Collectors.toMap(JobIndexEntry::id, Function.identity()));
    VisibleTriggers.Found found = found(question, visible);
    List<PlannedTrigger> planned = planned(found.states());
    Forecast forecast = forecaster(question).of(planned);
    return new Answer(
        forecast,
        followers(question, visible, forecast),
        question.hasPast() ? Optional.of(past(question, visible)) : Optional.empty(),
        planned,
        found.knownUntil());
  }

  private List<Follower> followers(
      Question question, Map<UUID, JobIndexEntry> visible, Forecast forecast) {
    int cells = question.span().cells();
    if (!question.hasFuture()) {
      return List.of();
    }
    if (question.only().isEmpty()) {
      return Followers.of(following(visible.values().stream()), forecast.rows(), cells);
    }
    Set<UUID> chain = new LinkedHashSet<>(question.only());
    Collection<ScheduledJob> following = List.of();
    int known = 0;
    while (known < chain.size()) { // what they follow, and what that follows
      known = chain.size();
      following = following(visible(question, chain));
      following.forEach(job -> chain.addAll(job.followed()));
    }
    Set<UUID> seen = visible(question, chain).map(JobIndexEntry::id).collect(Collectors.toSet());
    VisibleTriggers.Found found = triggers.ofJobs(seen, question.span().to(), seen::contains);
    Forecast ofChain = forecaster(question).of(planned(found.states()));
    return Followers.of(following, ofChain.rows(), cells).stream()
        .filter(follower -> question.only().contains(follower.job().id()))
        .toList();
  }

  private Stream<JobIndexEntry> visible(Question question, Set<UUID> ids) {
    return jobs.index()
        .visibleTo(question.caller())
        .filter(job -> job.enabled() && ids.contains(job.id()));
  }

  private Collection<ScheduledJob> following(Stream<JobIndexEntry> visible) {
    return scheduled(
            visible
                .filter(job -> job.enabled() && job.follows())
                .map(JobIndexEntry::id)
                .limit(MOST_TRIGGERS)
                .toList())
        .values();
  }

  private Forecaster forecaster(Question question) {
    return new Forecaster(question.span(), name -> tempo.queue(name).limit());
  }

  private VisibleTriggers.Found found(Question question, Map<UUID, JobIndexEntry> visible) {
    Set<UUID> enabled =
        visible.values().stream()
            .filter(JobIndexEntry::enabled)
            .map(JobIndexEntry::id)
            .collect(Collectors.toSet());
    if (!question.hasFuture()) {
      return new VisibleTriggers.Found(List.of(), Optional.empty());
    }
    Instant end = question.span().to();
    return question.only().isEmpty()
        ? triggers.first(end, enabled::contains)
        : triggers.ofJobs(question.only(), end, enabled::contains);
  }

  private List<PlannedTrigger> planned(Collection<TriggerState> states) {
    long start = time.nanoTime();
    Map<UUID, ScheduledJob> known = scheduled(states.stream().map(TriggerState::jobId).toList());
    Map<UUID, PlannedJob> described = new HashMap<>();
    List<PlannedTrigger> planned = new ArrayList<>();
    for (TriggerState state : states) {
      Optional.ofNullable(known.get(state.jobId()))
          .flatMap(job -> job.trigger(state.triggerId()))
          .ifPresent(
              trigger ->
                  planned.add(
                      new PlannedTrigger(
                          described.computeIfAbsent(
                              state.jobId(), id -> PlannedJob.of(known.get(id), usual(id, start))),
                          trigger,
                          state.next().orElseThrow())));
    }
    return planned;
  }

  private Map<UUID, ScheduledJob> scheduled(Collection<UUID> ids) {
    Map<UUID, ScheduledJob> found = new HashMap<>();
    jobs.views().each(new LinkedHashSet<>(ids), job -> found.put(job.id(), ScheduledJob.of(job)));
    return found;
  }

  private Optional<Duration> usual(UUID jobId, long start) {
    boolean timeLeft = time.nanoTime() - start < LONGEST_READ.toNanos();
    return timeLeft || durations.isKnown(jobId)
        ? durations.of(jobId).map(UsualDurations.Band::median)
        : Optional.empty();
  }

  private PastRuns.Past past(Question question, Map<UUID, JobIndexEntry> visible) {
    List<UUID> ids = visible.keySet().stream().limit(MOST_TRIGGERS).toList();
    return past.of(
        question.caller(),
        question.span(),
        question.now(),
        scheduled(ids).values(),
        !question.only().isEmpty());
  }
}
