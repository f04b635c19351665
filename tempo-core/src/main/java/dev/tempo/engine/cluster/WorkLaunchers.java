package dev.tempo.engine.cluster;

import dev.tempo.engine.state.ActiveRun;
import dev.tempo.engine.state.RunningWork;
import dev.tempo.engine.state.WorkCallback;
import java.util.Set;
import java.util.UUID;

/** Starts work. */
public interface WorkLaunchers {
  /** Starts a run's work, or says at once how it ended. */
  RunningWork launch(ActiveRun run, WorkCallback callback);

  /** Takes a script over that was left. */
  RunningWork adopt(ActiveRun run, WorkCallback callback);

  /** Scripts that an earlier process of this node left, dead or alive. */
  Set<UUID> left();

  /** What was left was taken over, or belongs to nobody. */
  void settled();
}
