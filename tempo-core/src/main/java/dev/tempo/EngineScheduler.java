package dev.tempo;

import dev.tempo.engine.Engine;
import dev.tempo.engine.RunRequests;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.message.InvalidValueException;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.RunOutbox;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.value.StoredText;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Answers what applications ask, by an engine and its store. {@link Tempo} is the one that there
 * is; it adds what its owner asks.
 */
abstract sealed class EngineScheduler implements Scheduler permits Tempo {
  private final Engine engine;
  private final Store store;

  EngineScheduler(Engine engine, Store store) {
    this.engine = engine;
    this.store = store;
  }

  @Override
  public Job save(Job job) {
    return engine.jobs().save(Objects.requireNonNull(job, "job"), false);
  }

  @Override
  public Job saveIfUnchanged(Job job) {
    return engine.jobs().save(Objects.requireNonNull(job, "job"), true);
  }

  @Override
  public Job saveIfAbsent(Job job) {
    return engine.jobs().saveIfAbsent(Objects.requireNonNull(job, "job"));
  }

  @Override
  public List<Job> removeUndeclared(String keyPrefix) {
    return engine.jobs().removeUndeclared(Objects.requireNonNull(keyPrefix, "keyPrefix"));
  }

  @Override
  public List<Job> saveAll(Collection<Job> jobs) {
    return engine.jobs().saveAll(List.copyOf(Objects.requireNonNull(jobs, "jobs")));
  }

  @Override
  public Job setEnabled(UUID jobId, boolean enabled) {
    return engine.jobs().setEnabled(Objects.requireNonNull(jobId, "jobId"), enabled);
  }

  @Override
  public boolean delete(UUID jobId) {
    return engine.jobs().delete(Objects.requireNonNull(jobId, "jobId"));
  }

  @Override
  public Optional<Job> findJob(UUID jobId) {
    return store.jobs().find(Objects.requireNonNull(jobId, "jobId"));
  }

  @Override
  public Optional<Job> findJobByKey(String key) {
    return store.jobs().findByKey(Objects.requireNonNull(key, "key"));
  }

  @Override
  public Stream<Job> jobs() {
    return new JobPages(store.jobs()).stream();
  }

  @Override
  public List<Instant> nextFires(UUID jobId, int limit) {
    atLeastOne(limit);
    Job job = findJob(jobId).orElseThrow(() -> new NotFoundException(JobMessages.NO_JOB.of(jobId)));
    return engine.nextFires(job, limit);
  }

  @Override
  public RunHandle run(UUID jobId, RunOptions options) {
    return handle(
        engine
            .runs()
            .run(
                Objects.requireNonNull(jobId, "jobId"),
                Objects.requireNonNull(options, "options")));
  }

  @Override
  public CompletableFuture<RunHandle> runAsync(UUID jobId, RunOptions options) {
    return engine
        .runs()
        .runAsync(
            Objects.requireNonNull(jobId, "jobId"), Objects.requireNonNull(options, "options"))
        .thenApply(this::handle);
  }

  @Override
  public RunHandle runAfter(UUID runId, FollowCondition condition, RunSubmission next) {
    return handle(
        engine
            .runs()
            .runAfter(
                Objects.requireNonNull(runId, "runId"),
                Objects.requireNonNull(condition, "condition"),
                Objects.requireNonNull(next, "next")));
  }

  @Override
  public RunBatch runAll(Collection<RunSubmission> submissions) {
    return RunBatch.of(
        engine.runs().runAll(List.copyOf(Objects.requireNonNull(submissions, "submissions"))),
        this::handle);
  }

  @Override
  public TransactionalScheduler within(Object connection) {
    Objects.requireNonNull(connection, "connection");
    RunOutbox outbox =
        store
            .outbox()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "A store that is not in a database takes no part in transactions; use"
                            + " SqliteStore or PostgresStore in the program's own database"));
    return submissions ->
        engine
            .runs()
            .enqueue(
                outbox,
                connection,
                List.copyOf(Objects.requireNonNull(submissions, "submissions")));
  }

  @Override
  public Run awaitRun(UUID runId, Duration timeout) {
    Objects.requireNonNull(timeout, "timeout");
    TimeBounds.span("await", timeout);
    Run run =
        findRun(runId)
            .or(() -> engine.runs().findEnqueued(runId))
            .orElseThrow(() -> new NotFoundException(JobMessages.NO_RUN.of(runId)));
    return handle(new RunRequests.Answered(run, false)).await(timeout);
  }

  @Override
  public Optional<Run> findRun(UUID runId) {
    return store.runs().find(Objects.requireNonNull(runId, "runId"));
  }

  @Override
  public <T> Optional<T> result(UUID runId, Class<T> type) {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(type, "type");
    return engine.runs().result(runId, type);
  }

  @Override
  public RunPage runs(RunQuery query) {
    return store.runs().list(Objects.requireNonNull(query, "query"));
  }

  @Override
  public boolean cancel(UUID runId, String requestedBy) {
    return engine
        .runs()
        .cancel(
            Objects.requireNonNull(runId, "runId"),
            Objects.requireNonNull(requestedBy, "requestedBy"));
  }

  @Override
  public int acknowledge(Collection<UUID> runIds, String acknowledgedBy) {
    StoredText.checked("acknowledgedBy", acknowledgedBy);
    return engine
        .runs()
        .acknowledge(List.copyOf(Objects.requireNonNull(runIds, "runIds")), acknowledgedBy);
  }

  @Override
  public RunHandle requeue(UUID runId, String requestedBy) {
    StoredText.checked("requestedBy", requestedBy);
    Run again = engine.runs().requeue(Objects.requireNonNull(runId, "runId"), requestedBy);
    return handle(new RunRequests.Answered(again, true));
  }

  @Override
  public List<Explanation> explain(UUID jobId, Instant at) {
    TimeBounds.instant("at", at);
    Job job = findJob(jobId).orElseThrow(() -> new NotFoundException(JobMessages.NO_JOB.of(jobId)));
    return engine.why().explainer().explain(job, at);
  }

  @Override
  public Stream<LogLine> logLines(UUID runId) {
    Objects.requireNonNull(runId, "runId");
    return new LogPages(store.logs(), runId).stream();
  }

  @Override
  public LogReader followLog(UUID runId, long afterLine) {
    return engine.read(Objects.requireNonNull(runId, "runId"), afterLine);
  }

  @Override
  public Subscription onEvent(Consumer<? super Event> listener) {
    return engine.events().subscribe(Objects.requireNonNull(listener, "listener"));
  }

  @Override
  public List<QueueSettings> queues() {
    return engine.queues().configured();
  }

  @Override
  public void saveQueue(QueueSettings settings) {
    engine.queues().save(Objects.requireNonNull(settings, "settings"));
  }

  @Override
  public void removeQueue(String name) {
    engine.queues().remove(Objects.requireNonNull(name, "name"));
  }

  @Override
  public void setQueueRate(String name, Optional<QueueRate> rate) {
    Objects.requireNonNull(rate, "rate");
    QueueSettings checked = new QueueSettings(name, 1, QueueSettings.Threads.VIRTUAL, rate);
    engine.queues().rate(checked.name(), rate);
  }

  @Override
  public void setQueueLimit(String name, int limit) {
    QueueSettings checked = new QueueSettings(name, limit, QueueSettings.Threads.VIRTUAL);
    engine.queues().limit(checked.name(), OptionalInt.of(checked.limit()));
  }

  @Override
  public void resetQueueLimit(String name) {
    Objects.requireNonNull(name, "name");
    if (name.equals(JobPolicy.DEFAULT_QUEUE)) {
      throw new InvalidValueException(ValueMessages.DEFAULT_QUEUE.of());
    }
    engine.queues().limit(name, OptionalInt.empty());
  }

  @Override
  public void pauseQueue(String name) {
    engine.queues().pause(Objects.requireNonNull(name, "name"), true);
  }

  @Override
  public void resumeQueue(String name) {
    engine.queues().pause(Objects.requireNonNull(name, "name"), false);
  }

  @Override
  public void pause() {
    engine.pause(true);
  }

  @Override
  public void resume() {
    engine.pause(false);
  }

  private RunHandle handle(RunRequests.Answered answered) {
    return new RunHandle(
        answered.run(),
        answered.isNew(),
        new RunHandle.Ends(
            engine.runs()::whenEnded,
            engine::nextAttempt,
            this::findRun,
            this::result,
            this::runAfter));
  }

  static long atLeastOne(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but got " + limit);
    }
    return limit;
  }
}
