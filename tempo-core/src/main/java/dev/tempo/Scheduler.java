package dev.tempo;

import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.RunPage;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What an application needs of a scheduler: jobs, runs, their logs, queues and events. {@link
 * Tempo} implements it and besides can be started, closed and looked after. Components that save or
 * run jobs should depend on this interface, which a test can implement.
 *
 * <p>What a method returns is durable in the store. Every method throws {@link StoreException} if
 * the store does not work, and {@link IllegalStateException} before the start and after the close.
 *
 * <p>Thread-safe.
 */
public interface Scheduler {
  /**
   * Saves a job: a new one, a changed one, or, if it was never saved, the one that has its key.
   * Triggers whose timing did not change keep their next time; nothing is written if nothing
   * changed. Secret variables are encrypted.
   *
   * @return the job as it is stored
   * @throws ConflictException if its key belongs to another job
   * @throws dev.tempo.secret.SecretException if it has encrypted secrets of another job, or the key
   *     cannot be used
   */
  Job save(Job job);

  /**
   * Saves a job if nobody else has saved it since it was read; a new one if its key is free.
   *
   * @return the job as it is stored
   * @throws ConflictException if its version is not the stored one, or its key is taken
   */
  Job saveIfUnchanged(Job job);

  /**
   * Saves a job unless there is one of its key or its id; then that one stays as it is. For what a
   * program sets up once and operators change afterwards.
   *
   * @return the job as it is stored, whoever saved it
   */
  Job saveIfAbsent(Job job);

  /**
   * Deletes the jobs that were {@linkplain Job.Builder#declared declared} once, by whichever
   * version of a program, but not by this scheduler since it started. Call it once all are
   * declared; where an earlier version still runs beside this one, only after that has ended.
   *
   * @param keyPrefix how the keys of the program's jobs begin; others are left. Empty for all keys
   * @return those that were deleted
   */
  List<Job> removeUndeclared(String keyPrefix);

  /**
   * Saves many jobs, each as {@link #save} does, and returns once all are durable. They are stored
   * together in few commits, but not as one: if one is refused, the others are saved all the same.
   *
   * @return the jobs as they are stored, in the same order
   * @throws ConflictException if a key belongs to another job
   */
  List<Job> saveAll(Collection<Job> jobs);

  /**
   * Enables or disables a job: a disabled one runs neither by its triggers nor by hand. Occurrences
   * missed while it is disabled are not made up.
   *
   * @return the job as it is stored
   * @throws NotFoundException if there is none of this id
   */
  Job setEnabled(UUID jobId, boolean enabled);

  /**
   * Deletes a job with its triggers and its environment, cancels its queued runs and stops its
   * running ones. Its runs and their logs stay.
   *
   * @return false if there was none
   */
  boolean delete(UUID jobId);

  /** The job of this id. */
  Optional<Job> findJob(UUID jobId);

  /** The job of this key, which is its name unless told otherwise. */
  Optional<Job> findJobByKey(String key);

  /**
   * All jobs in the order of their keys (by code point), read page by page as the stream is
   * consumed.
   */
  Stream<Job> jobs();

  /**
   * When a job fires next by itself: the times of all its enabled triggers, jitter included, in
   * order. A trigger that waits for a run to end, or fires at the start of the engine, names none;
   * one with a fixed delay names its next only.
   *
   * @param limit how many at most, at least 1
   * @return empty if the job is disabled
   * @throws NotFoundException if there is none of this id
   * @throws IllegalArgumentException if the limit is less than 1
   */
  List<Instant> nextFires(UUID jobId, int limit);

  /**
   * Runs a job now, or as soon as its queue and its overlap policy let it.
   *
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled
   */
  default RunHandle run(UUID jobId) {
    return run(jobId, RunOptions.DEFAULT);
  }

  /**
   * Runs a job now, with parameters of its own; see {@link #run(UUID)}.
   *
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled, unless a text is tried out
   * @throws IllegalArgumentException if a text is to be tried out, and the job has no script
   */
  RunHandle run(UUID jobId, RunOptions options);

  /**
   * Asks for a run without waiting until it is durable; see {@link #run(UUID)}. Failures come
   * through the future.
   */
  CompletableFuture<RunHandle> runAsync(UUID jobId, RunOptions options);

  /**
   * Runs a job once, at an instant or as soon afterwards as its queue lets it; see {@link
   * RunOptions#withNotBefore}. Kept over restarts.
   *
   * @param at now if it has passed
   * @throws NotFoundException if there is none of this id
   * @throws JobDisabledException if it is disabled
   * @throws IllegalArgumentException if the instant is not in the years 1970 to 9999
   */
  default RunHandle runAt(UUID jobId, Instant at, RunOptions options) {
    return run(jobId, options.withNotBefore(at));
  }

  /**
   * Runs a job once another run has ended for good, its retries included. The run that follows is
   * there at once, queued and durable, and can be cancelled. It may start when the other has ended
   * as the condition says; otherwise it is cancelled then, in the same transaction as that end. If
   * the other has ended already, that is decided now.
   *
   * <p>Such chains are for one run each; see {@link Trigger#after} for jobs that always follow
   * others.
   *
   * @param runId the run after which it comes; neither a service nor one that tries a text out
   * @throws NotFoundException if there is no such run or job
   * @throws JobDisabledException if the job is disabled
   * @throws IllegalArgumentException if the options name an instant, a unique key or a text to try
   *     out, or are for a service
   */
  RunHandle runAfter(UUID runId, FollowCondition condition, RunSubmission next);

  /**
   * Asks for many runs, in order, and returns once all are durable. They are stored together in few
   * commits, but not as one: if one is refused, the others are asked for all the same.
   *
   * @return a handle of those that were taken
   * @throws NotFoundException if there is no job of one of the ids; the others are asked for
   * @throws JobDisabledException if one of the jobs is disabled; the others are asked for
   */
  RunBatch runAll(Collection<RunSubmission> submissions);

  /**
   * Asks for runs in a transaction of the program's own, if the store lies in the same database:
   * they are there if that is committed, and never were if it is rolled back.
   *
   * @param connection to that database, in a transaction; a {@code java.sql.Connection} for stores
   *     on SQLite and PostgreSQL
   * @throws UnsupportedOperationException if the store takes no part in transactions of others
   */
  TransactionalScheduler within(Object connection);

  /**
   * Waits for the end of a run that may have been asked for elsewhere; see {@link RunHandle#await}.
   *
   * @throws NotFoundException if there is none of this id
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   * @throws IllegalStateException if the run has not ended within this time; it is not touched
   */
  Run awaitRun(UUID runId, Duration timeout);

  /** The run of this id. */
  Optional<Run> findRun(UUID runId);

  /**
   * What a run of a handler has handed over by {@link dev.tempo.task.RunContext#result}; there from
   * its end on.
   *
   * @return empty if there is nothing
   * @throws IllegalArgumentException if it is not of this type
   */
  <T> Optional<T> result(UUID runId, Class<T> type);

  /** Returns runs that match, in the order that the query names. */
  RunPage runs(RunQuery query);

  /**
   * Withdraws a queued run, or asks a running one to end and forces it after its grace. Returns
   * before it has ended.
   *
   * @return false if it has ended, is already being ended, or does not exist
   */
  default boolean cancel(UUID runId) {
    return cancel(runId, "the program");
  }

  /** Cancels a run and says by whom; see {@link #cancel(UUID)}. */
  boolean cancel(UUID runId, String requestedBy);

  /**
   * Acknowledges that the work of a run failed for good: it is no dead letter any more. Dead
   * letters are found by {@link RunQuery#withDeadLettersOnly}; they are kept over restarts, and
   * deleted with their runs by retention.
   *
   * @return false if it was none
   */
  default boolean acknowledge(UUID runId) {
    return acknowledge(List.of(runId), "the program") > 0;
  }

  /**
   * Acknowledges many dead letters at once, and says who does; see {@link #acknowledge(UUID)}.
   *
   * @return how many of them were dead letters
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  int acknowledge(Collection<UUID> runIds, String acknowledgedBy);

  /**
   * Has the work of a run that has ended done once more: a new run, a first attempt with all
   * retries of its job, for the same occurrence, with the same parameters, payload, label and
   * context. The job's overlap policy neither skips nor folds it. A dead letter is acknowledged by
   * that, in one with the new run. The new run has its {@linkplain Uniqueness unique key}, too.
   *
   * @throws NotFoundException if there is none of this id, or its job is gone
   * @throws JobDisabledException if the job is disabled
   * @throws DuplicateRunException if another run with its unique key has not ended
   * @throws IllegalStateException if it has not ended, is unsaved, or is a service
   */
  default RunHandle requeue(UUID runId) {
    return requeue(runId, "the program");
  }

  /**
   * Has work done once more, and says who asks; see {@link #requeue(UUID)}.
   *
   * @throws NotFoundException if there is none of this id, or its job is gone
   * @throws JobDisabledException if the job is disabled
   * @throws DuplicateRunException if another run with its unique key has not ended
   * @throws IllegalStateException if it has not ended, is unsaved, or is a service
   * @throws IllegalArgumentException if the name contains NUL or half of a surrogate pair
   */
  RunHandle requeue(UUID runId, String requestedBy);

  /**
   * Says why a job did or did not run at an instant, from the record of what was decided.
   *
   * @param at exactly the instant that the schedule names, without jitter
   * @return one explanation for each trigger of the job
   * @throws NotFoundException if there is no job of this id
   * @throws IllegalArgumentException if the instant is not in the years 1970 to 9999
   */
  List<Explanation> explain(UUID jobId, Instant at);

  /**
   * The lines that a run has logged so far, the first one first. Read page by page as the stream is
   * consumed.
   */
  Stream<LogLine> logLines(UUID runId);

  /**
   * Reads a run's lines as they come, until it ends.
   *
   * @param afterLine the number of the last line that is already known; 0 for none
   * @throws IllegalArgumentException if the number is negative
   */
  LogReader followLog(UUID runId, long afterLine);

  /**
   * Calls a listener with everything that happens from now on, in order, on a virtual thread of its
   * own. A listener that falls thousands of events behind is dropped, and the log says so.
   */
  Subscription onEvent(Consumer<? super Event> listener);

  /** Lets a queue start no more runs; kept over restarts. */
  void pauseQueue(String name);

  /** Lets a queue start runs again. */
  void resumeQueue(String name);

  /** How all queues are set up of which the program or somebody since has said something. */
  List<QueueSettings> queues();

  /**
   * Sets a queue up, a new one or one that is in use, from now on: its limit, its threads and its
   * rate. Kept over restarts, and counts more than what {@link TempoBuilder#queue(QueueSettings)}
   * and {@link #setQueueLimit} say, until it is {@linkplain #removeQueue removed}. Runs that are
   * under way go on.
   */
  void saveQueue(QueueSettings settings);

  /**
   * Forgets what was {@linkplain #saveQueue set} of a queue, its rate and that it was paused, so
   * that it is as its program says again, or as the default one. Runs that wait in it go on
   * waiting, and start by that; none is lost.
   */
  void removeQueue(String name);

  /**
   * Sets the rate alone of a queue from now on; kept over restarts.
   *
   * @param rate empty to take it away, so that what the program says counts
   * @throws IllegalArgumentException if the name is blank, or contains NUL or half of a surrogate
   *     pair
   */
  void setQueueRate(String name, Optional<QueueRate> rate);

  /**
   * Changes how many runs of a queue run at once, from now on: runs that are under way go on, and
   * waiting ones start as soon as there is room. Not kept over restarts; what handlers run on stays
   * as it was.
   *
   * @param name the queue's name
   * @param limit how many runs at once, at least 1
   * @throws IllegalArgumentException if the limit is below 1 or the name is blank
   */
  void setQueueLimit(String name, int limit);

  /**
   * Lets as many runs of a queue run at once as of the default queue, from now on, as if the queue
   * had never been mentioned.
   *
   * @throws IllegalArgumentException if it is the default queue, which always has a limit
   */
  void resetQueueLimit(String name);

  /**
   * Stops firing triggers and starting runs until {@link #resume}; active runs continue.
   * Occurrences during the pause are handled by the misfire policy on resume.
   */
  void pause();

  /** Ends a {@link #pause}. */
  void resume();
}
