package dev.tempo.engine.turn;

import dev.tempo.store.Change;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says which jobs and runs changes are about. */
public final class ChangeSubjects {
  private ChangeSubjects() {}

  /** The jobs that changes are about. */
  public static Set<UUID> jobsOf(Collection<Change> changes) {
    Set<UUID> jobs = new HashSet<>();
    for (Change change : changes) {
      switch (change) {
        case Change.SaveJob save -> jobs.add(save.job().id());
        case Change.DeleteJob delete -> jobs.add(delete.jobId());
        case Change.MoveTrigger move -> jobs.add(move.state().jobId());
        case Change.AddRun add -> jobs.add(add.run().jobId());
        case Change.StartRun start -> jobs.add(start.run().jobId());
        case Change.ReleaseRun release -> jobs.add(release.run().jobId());
        case Change.RequeueRun requeue -> jobs.add(requeue.run().jobId());
        case Change.FinishRun finish -> jobs.add(finish.run().jobId());
        case Change.CorrectRun correct -> jobs.add(correct.run().jobId());
        case Change.Record entry -> jobs.add(entry.entry().subject().jobId());
        default -> {}
      }
    }
    return jobs;
  }

  /** The new runs among changes. */
  static Set<UUID> addedBy(Collection<Change> changes) {
    return changes.stream()
        .filter(Change.AddRun.class::isInstance)
        .map(change -> ((Change.AddRun) change).run().id())
        .collect(Collectors.toSet());
  }
}
