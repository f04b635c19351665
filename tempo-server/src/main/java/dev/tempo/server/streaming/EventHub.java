package dev.tempo.server.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.message.Message;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.LateChange;
import dev.tempo.server.jobs.LateResponse;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.runs.RunResponse;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.streaming.EventMessages.EventMessage;
import dev.tempo.server.streaming.EventMessages.JobDeleted;
import dev.tempo.server.streaming.EventMessages.JobLate;
import dev.tempo.server.streaming.EventMessages.JobSaved;
import dev.tempo.server.streaming.EventMessages.Notice;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who listen what happens, each what it may know at that moment. The engine's events
 * are only taken over by the thread that brings them, and told by another, so that this never falls
 * behind so far that the engine drops it; what does not fit in between is missed by all, of which
 * all are told. Thread-safe.
 */
public final class EventHub implements NodeCache, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);
  private static final int CAPACITY = 8_192;

  private final Set<EventSession> sessions = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Runnable> happened = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicInteger missed = new AtomicInteger();
  private final Map<UUID, JobIndexEntry> known = new ConcurrentHashMap<>();
  private final JobIndex jobs;
  private final RunAccess access;
  private final RunJson json;
  private final TimeSource time;
  private final Subscription events;
  private final Thread teller;
  private volatile Function<Caller, Standing> paused = caller -> Standing.UNKNOWN;

  /** Over an engine, from now on. */
  public EventHub(Tempo tempo, JobIndex jobs, RunAccess access, RunJson json, TimeSource time) {
    this.jobs = jobs;
    this.access = access;
    this.json = json;
    this.time = time;
    jobs.all().forEach(job -> known.put(job.id(), job));
    jobs.onChange(event -> leave(() -> tellOfJob(event)));
    jobs.onPut(job -> leave(() -> tellOfDetails(job)));
    this.events = tempo.onEvent(event -> leave(() -> tell(event)));
    this.teller = Thread.ofVirtual().name("tempo-events").start(this::run);
  }

  /**
   * Tells of something about a job that no event of the engine's tells, such as the progress of its
   * environment.
   *
   * @param type what happened, for example {@code environment.progress}
   */
  public void publish(String type, UUID jobId, ApiResponse data) {
    leave(() -> tellJob(jobId, message(type, time.nowMillis(), data)));
  }

  /**
   * Tells administrators who want to know of backups.
   *
   * @param data in the language of each
   */
  public void tellAdministrators(String type, Function<Translation, ApiResponse> data) {
    Instant at = time.nowMillis();
    leave(
        () -> {
          for (EventSession session : sessions) {
            if (session.wants(Set.of(Topics.BACKUPS)) && session.caller().has(Role.ADMIN)) {
              session.tell(message(type, at, data.apply(session.language())));
            }
          }
        });
  }

  /** Tells that jobs are late, or late no more. */
  public void tellLate(List<LateChange> changes) {
    changes.forEach(
        change ->
            publish(
                change.isOver() ? "job.recovered" : "job.late",
                change.job().id(),
                new JobLate(
                    change.job().id(),
                    change.job().name(),
                    change.isOver()
                        ? Optional.empty()
                        : Optional.of(LateResponse.of(change.late(), time.nowMillis())))));
  }

  /** What was known of jobs, so that it can be told who may hear of their end. */
  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> {
        known.keySet().removeIf(id -> jobs.find(id).isEmpty());
        jobs.all().forEach(job -> known.put(job.id(), job));
      }
      case DataChange.QueuesPaused queues -> tellPaused();
      default -> {} // of jobs their index tells
    }
  }

  @Override
  public void close() {
    events.close();
    teller.interrupt();
  }

  /**
   * What holds, and is told whoever comes.
   *
   * @param data what is told; empty if that is not known
   * @param isUsual whether it need not be told to one who comes
   */
  public record Standing(Optional<ApiResponse> data, boolean isUsual) {
    private static final Standing UNKNOWN = new Standing(Optional.empty(), true);
  }

  /** What clients are told at once, and again when it changes. */
  public void standing(Function<Caller, Standing> pausedQueues) {
    this.paused = pausedQueues;
  }

  /** Tells all which queues are paused. */
  public void tellPaused() {
    leave(() -> sessions.forEach(this::tellPaused));
  }

  private void tellPaused(EventSession session) {
    paused
        .apply(session.caller())
        .data()
        .ifPresent(queues -> session.tell(message("queues.paused", time.nowMillis(), queues)));
  }

  void join(EventSession session) {
    sessions.add(session);
    if (!paused.apply(session.caller()).isUsual()) {
      tellPaused(session);
    }
  }

  void leave(EventSession session) {
    sessions.remove(session);
  }

  /** How a run stands, as the last event about it told. */
  JsonNode standing(Run run, EventSession session) {
    boolean visible = jobs.isVisible(run.jobId(), session.caller());
    RunResponse.OfEvent data = json.writeEvent(run, visible, session.language());
    return switch (run.status()) {
      case QUEUED -> message("run.queued", run.queuedAt(), data);
      case RUNNING -> message("run.started", run.startedAt().orElseThrow(), data);
      default -> message("run.finished", run.finishedAt().orElseThrow(), data);
    };
  }

  /** Something that a client should know about its own requests. */
  JsonNode notice(String code, Message text, Translation language) {
    return message("notice", time.nowMillis(), new Notice(code, language.text(text)));
  }

  JsonNode dropNotice(int count, Translation language) {
    return notice("EVENTS_DROPPED", Messages.counted("api.stream.dropped", count), language);
  }

  private JsonNode storeNotice(boolean works, Translation language) {
    return works
        ? notice("STORE_WORKS", Messages.message("api.stream.storeWorks"), language)
        : notice("STORE_FAILS", Messages.message("api.stream.storeFails"), language);
  }

  JsonNode message(String type, Instant at, ApiResponse data) {
    return Json.node(new EventMessage(type, at, data));
  }

  private void leave(Runnable telling) {
    if (!happened.offer(telling)) {
      missed.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (true) {
        Runnable next = happened.take();
        try {
          next.run();
          tellOfMissed();
        } catch (RuntimeException | Error e) { // the others are told
          LOG.error("An event could not be told", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Events are not told any more");
    }
  }

  private void tellOfMissed() {
    int lost = missed.getAndSet(0);
    if (lost > 0) {
      sessions.forEach(session -> session.tell(dropNotice(lost, session.language())));
    }
  }

  private void tell(Event event) {
    switch (event) {
      case Event.RunQueued queued -> tellRun("run.queued", queued.at(), queued.run());
      case Event.RunStarted started -> tellRun("run.started", started.at(), started.run());
      case Event.RunFinished finished -> tellRun("run.finished", finished.at(), finished.run());
      case Event.RunCorrected corrected -> tellRun("run.finished", corrected.at(), corrected.run());
      case Event.StoreHealth health ->
          sessions.forEach(
              session -> session.tell(storeNotice(health.working(), session.language())));
      case Event.EventsMissed several -> missed.incrementAndGet();
      default -> {} // not for clients, or told by the directory of jobs
    }
  }

  /** These come by way of the directory, which then knows who may see the job. */
  private void tellOfJob(Event event) {
    switch (event) {
      case Event.JobSaved saved -> tellSaved(saved);
      case Event.JobDeleted deleted -> tellDeleted(deleted);
      default -> {} // not about jobs
    }
  }

  /** In which way an event is told: with its job or without, in a language. */
  private record Shown(boolean linked, String language) {}

  private void tellRun(String type, Instant at, Run run) {
    if (sessions.isEmpty()) {
      return;
    }
    Set<String> topics = Set.of(Topics.RUNS, Topics.of(run.id()));
    Map<Shown, JsonNode> messages = new HashMap<>();
    for (EventSession session : sessions) {
      if (session.wants(topics) && access.maySee(session.caller(), run)) {
        boolean linked = jobs.isVisible(run.jobId(), session.caller());
        Translation language = session.language();
        session.tell(
            messages.computeIfAbsent(
                new Shown(linked, language.language()),
                any -> message(type, at, json.writeEvent(run, linked, language))));
      }
    }
  }

  private void tellSaved(Event.JobSaved saved) {
    jobs.find(saved.job().id()).ifPresent(job -> known.put(job.id(), job));
    JobSaved data = new JobSaved(saved.job().id(), saved.job().name(), saved.job().enabled());
    tellJob(saved.job().id(), message("job.saved", saved.at(), data));
  }

  /** Of a change that no event of the engine's tells, since what the job runs is the same. */
  private void tellOfDetails(JobIndexEntry job) {
    JobIndexEntry before = known.put(job.id(), job);
    if (before != null
        && before.details().stamps().revision() < job.details().stamps().revision()) {
      JobSaved data = new JobSaved(job.id(), job.name(), job.enabled());
      tellJob(job.id(), message("job.saved", time.nowMillis(), data));
    }
  }

  /** Whoever could see the job may know that it is gone. */
  private void tellDeleted(Event.JobDeleted deleted) {
    JobDeleted data = new JobDeleted(deleted.jobId());
    tellJob(deleted.jobId(), message("job.deleted", deleted.at(), data));
    known.remove(deleted.jobId());
  }

  private void tellJob(UUID jobId, JsonNode message) {
    Optional<JobIndexEntry> job = jobs.find(jobId).or(() -> Optional.ofNullable(known.get(jobId)));
    job.ifPresent(
        entry -> tell(Set.of(Topics.JOBS), message, caller -> JobAccess.maySee(caller, entry)));
  }

  private void tell(Set<String> topics, JsonNode message, Predicate<Caller> mayKnow) {
    for (EventSession session : sessions) {
      if (session.wants(topics) && mayKnow.test(session.caller())) {
        session.tell(message);
      }
    }
  }
}
