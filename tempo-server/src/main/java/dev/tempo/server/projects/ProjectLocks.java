package dev.tempo.server.projects;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A lock for some accounts each: whoever works on one keeps few others from theirs. Thread-safe.
 */
final class ProjectLocks {
  private static final int LOCKS = 64;

  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  /** That of an account. */
  ReentrantLock of(UUID userId) {
    return locks.get(Math.floorMod(userId.hashCode(), LOCKS));
  }
}
