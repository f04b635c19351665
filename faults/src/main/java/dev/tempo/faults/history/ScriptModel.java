package dev.tempo.faults.history;

import dev.tempo.RunStatus;
import java.util.Set;

/**
 * What a script does: it prints {@code out 1}, {@code out 2}, … and {@code err 1}, … in turn.
 *
 * @param lines how many of each
 * @param exitCode how it ends, if nobody ends it
 * @param attempts how often it is tried, since it always fails; 1 if it is not tried again
 * @param ends the statuses that its runs may have
 * @param limit how many of its runs may run at once
 */
public record ScriptModel(int lines, int exitCode, int attempts, Set<RunStatus> ends, int limit) {

  /** One that ends by itself, and of which any number may run. */
  public static ScriptModel ending(int lines, int exitCode) {
    RunStatus status = exitCode == 0 ? RunStatus.SUCCESS : RunStatus.FAILURE;
    return new ScriptModel(lines, exitCode, 1, Set.of(status), Integer.MAX_VALUE);
  }

  /** A copy that is tried so often. */
  public ScriptModel withAttempts(int all) {
    return new ScriptModel(lines, exitCode, all, ends, limit);
  }

  /** A copy whose runs end so. */
  public ScriptModel withEnds(Set<RunStatus> allowed) {
    return new ScriptModel(lines, exitCode, attempts, allowed, limit);
  }

  /** A copy of which so many may run at once. */
  public ScriptModel withLimit(int limit) {
    return new ScriptModel(lines, exitCode, attempts, ends, limit);
  }
}
