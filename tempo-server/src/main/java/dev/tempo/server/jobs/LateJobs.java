package dev.tempo.server.jobs;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Which jobs are late, in memory, kept by whoever watches over them. Thread-safe. */
public final class LateJobs {
  private final Map<UUID, Late> late = new ConcurrentHashMap<>();

  /** How a job is late; empty if it is not. */
  public Optional<Late> of(UUID jobId) {
    return Optional.ofNullable(late.get(jobId));
  }

  /** Notes how a job is late, or that it is not. */
  public void put(UUID jobId, Optional<Late> now) {
    now.ifPresentOrElse(found -> late.put(jobId, found), () -> late.remove(jobId));
  }

  /** All of them, in no special order. */
  public Map<UUID, Late> all() {
    return Map.copyOf(late);
  }
}
