package dev.tempo.server.runfiles;

import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.server.clustering.LocalRuns;
import dev.tempo.server.projects.ProjectChanges;
import dev.tempo.server.projects.ProjectFeatures;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.store.jdbc.Database;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes, when a run ends, which files of its project were made or changed while it ran. What else
 * works there at the same time cannot be told from it. Of more runs than can be looked at nothing
 * is noted. Thread-safe.
 */
public final class RunFileRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunFileRecorder.class);
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_KEPT = 200;

  private final LocalRuns local;
  private final ProjectFeatures projects;
  private final RunFileStore store;
  private final Function<UUID, Optional<String>> jobKeys;
  private final Set<UUID> pending = ConcurrentHashMap.newKeySet();
  private final ExecutorService worker =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("tempo-run-files-", 0).factory());
  private final Subscription events;

  /**
   * Of an engine's runs, in a database.
   *
   * @param jobKeys what a job is known by; empty for one that is gone
   */
  public RunFileRecorder(
      Tempo tempo,
      ProjectFeatures projects,
      Database database,
      Function<UUID, Optional<String>> jobKeys) {
    this.local = new LocalRuns(tempo);
    this.jobKeys = jobKeys;
    this.projects = projects;
    this.store = new RunFileStore(database);
    this.events = tempo.onEvent(this::follow);
  }

  private void follow(Event event) {
    if (event instanceof Event.RunFinished finished
        && finished.run().startedAt().isPresent()
        && ProjectLabel.projectOf(finished.run()).isPresent()) {
      pending.add(finished.run().id());
      try {
        worker.execute(() -> note(finished.run()));
      } catch (RejectedExecutionException e) { // or they would all be told late
        pending.remove(finished.run().id());
        LOG.debug("What the run {} made is not noted: too many runs end", finished.run().id());
      }
    }
  }

  private void note(Run run) {
    UUID project = ProjectLabel.projectOf(run).orElseThrow();
    try {
      if (!local.has(run.id())) {
        return; // its files are there
      }
      Optional<ProjectChanges.Found> found =
          projects.changesSince(project, group(run), run.startedAt().orElseThrow());
      found
          .filter(changes -> !changes.files().isEmpty() || !changes.isComplete())
          .ifPresent(changes -> store.save(run.id(), files(project, run, changes)));
    } catch (IOException | RuntimeException e) {
      LOG.warn("What the run {} made cannot be noted", run.id(), e);
    } finally {
      pending.remove(run.id());
    }
  }

  private String group(Run run) {
    return ProjectFeatures.groupOf(jobKeys.apply(run.jobId()).orElse(""));
  }

  private RunFiles files(UUID project, Run run, ProjectChanges.Found changes) {
    List<RunFileResponses.FileResponse> latest =
        changes.files().stream().limit(MOST_KEPT).map(RunFileResponses.FileResponse::of).toList();
    return new RunFiles(project, group(run), changes.files().size(), changes.isComplete(), latest);
  }

  /** Whether it is still looked what a run made. */
  boolean isPending(UUID runId) {
    return pending.contains(runId);
  }

  /** What was noted of a run. */
  Optional<RunFiles> of(UUID runId) {
    return store.find(runId);
  }

  @Override
  public void close() {
    events.close();
    worker.shutdownNow();
  }
}
