package dev.tempo.store.cluster;

import dev.tempo.log.LogLine;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Passes nothing on. */
final class NoRelay implements LineRelay {
  @Override
  public Watch watch(UUID runId, Runnable onLines) {
    return () -> {};
  }

  @Override
  public void serve(Consumer<UUID> onWatched) {}

  @Override
  public boolean isWatched(UUID runId) {
    return false;
  }

  @Override
  public void append(UUID runId, List<LogLine> lines) {}

  @Override
  public List<LogLine> after(UUID runId, long line, int limit) {
    return List.of();
  }
}
