package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.store.RunQuery;
import dev.tempo.task.ScriptTask;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what an earlier engine on this store left. What had started and was a script is adopted
 * or asked how it ended; what was a handler died with its process. What was queued is queued. Used
 * by the loop's thread alone.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final EngineParts parts;
  private final Adopt adopt;

  /** Takes over a script. */
  @FunctionalInterface
  interface Adopt {
    Execution adopt(ActiveRun run);
  }

  Recovery(EngineParts parts, Adopt adopt) {
    this.parts = parts;
    this.adopt = adopt;
  }

  void recover(Turn turn) {
    continueIds(parts);
    int found = 0;
    for (Run run : parts.store().ask(all -> all.runs().running())) {
      found++;
      Optional<Job> job = parts.jobs().find(run.jobId());
      if (job.isPresent() && job.get().task() instanceof ScriptTask) {
        adopt(turn, run, job.get());
      } else {
        lost(turn, run, job);
      }
    }
    if (found > 0) {
      LOG.info("Runs that were under way when the last engine ended: {}", found);
    }
    parts.queues().recover(turn);
  }

  /** Queues go by ids, so new ids must be greater than old ones whatever the clock says. */
  static void continueIds(EngineParts parts) {
    List<Run> newest = parts.store().ask(all -> all.runs().list(RunQuery.ALL.limit(1))).runs();
    for (Run run : newest) {
      parts.ids().continueAfter(run.id());
      parts.clock().hasShown(run.queuedAt(), parts.ids().latest());
    }
  }

  private void adopt(Turn turn, Run run, Job job) {
    ActiveRun active = parts.active().add(run, job);
    parts.queues().adopted(run);
    turn.afterwards(() -> active.execution(adopt.adopt(active)));
  }

  private void lost(Turn turn, Run run, Optional<Job> job) {
    String reason =
        job.isPresent()
            ? "The process that ran its handler ended"
            : "Its job was deleted while it ran, and then the process that ran it ended";
    Run lost = run.finished(RunStatus.LOST, turn.now(), RunResult.because(reason));
    turn.finished(lost);
    boolean again = job.isPresent() && parts.completion().repeat(turn, job.get(), lost);
    if (!again) {
      parts.timer().ended(turn, lost);
    }
  }
}
