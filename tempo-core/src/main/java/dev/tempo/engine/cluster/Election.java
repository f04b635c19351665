package dev.tempo.engine.cluster;

import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.Fence;
import dev.tempo.store.cluster.LeaseStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in deciding which node leads. Whoever leads beats twice a second, and stops believing
 * in itself 4 s after the sending of the last good beat. Whoever does not, watches the beat by its
 * own monotonic clock, and takes the lease over when it was given up; when it has stood still for 6
 * s; or when the death lock can be had and the beat stands still while a living leader would have
 * made one: in its time, or at once, as it is asked to by whoever waited for the lock, which
 * somebody else had. A leader that has lost its lock tries to have it again, and who has it
 * meanwhile leaves it alone for longer than that takes, once it has seen the leader beat. Who is
 * asked to stand back finishes, and lets the others be first. After a failure of the store all
 * observation begins anew. Its ticks belong to one thread; {@link #judge} to another, since a beat
 * may hang.
 */
public final class Election {
  private static final Logger LOG = LoggerFactory.getLogger(Election.class);

  /** What the leader is told that is to beat at once. */
  public static final String BEAT = "beat";

  private static final long BEAT_NANOS = Duration.ofMillis(500).toNanos();
  private static final long TRUST_NANOS = Duration.ofSeconds(4).toNanos();
  private static final long SILENCE_NANOS = Duration.ofSeconds(6).toNanos();
  private static final long DEATH_NANOS = Duration.ofMillis(650).toNanos();
  private static final long ANSWER_NANOS = Duration.ofMillis(300).toNanos();
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();
  private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long LEAVE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long BACK_NANOS = Duration.ofSeconds(2).toNanos();

  private final LeaseStore leases;
  private final Candidate candidate;
  private final TimeSource time;
  private final Duration patience;
  private LeaseStore.@Nullable DeathLock lock;
  private volatile @Nullable Term term;
  private Optional<LeaseStore.Lease> seen = Optional.empty(); // also while there is none
  private long seenNanos;
  private boolean isOthers; // the lock was, for as long as it has been waited for
  private boolean isAsked; // since it was had
  private long askedNanos;
  private boolean isLeft; // the lock is, to the leader, which lives
  private long leftNanos;
  private volatile boolean closed;
  private volatile boolean follows;
  private volatile boolean standsBack;
  private boolean isBack;
  private boolean toldNewer;
  private long backNanos;

  /** Who wants to lead. Called by the threads that tick and judge. */
  public interface Candidate {
    /** Its node, if it may lead now. */
    Optional<UUID> nodeId();

    /** Which data it can write. */
    int dataVersion();

    /** Whoever leads is to beat at once, if it lives; that has been sent when this returns. */
    void ask();

    /**
     * It leads from now on.
     *
     * @param silent the node that led before, if its silence was the reason: it may be dead
     */
    void elected(Fence fence, Optional<UUID> silent);

    /** It does not lead any more; may be told more than once. */
    void deposed(Fence fence);

    /** It gives the lease up when this returns: what it was asked for is finished first. */
    void resigning(Fence fence);
  }

  private record Term(Fence fence, long sentNanos) {}

  /**
   * One that has not looked yet.
   *
   * @param patience how long a tick may wait for the death of the leader
   */
  public Election(LeaseStore leases, Candidate candidate, TimeSource time, Duration patience) {
    this.leases = leases;
    this.candidate = candidate;
    this.time = time;
    this.patience = patience;
  }

  /** Beats, or looks whether the leader does; how long until the next time. */
  public long tick() {
    if (closed) {
      return Long.MAX_VALUE;
    }
    Term leading = term;
    try {
      if (leading == null) {
        return watch();
      }
      if (standsBack) {
        giveUp(leading);
        return AGAIN_NANOS;
      }
      return lead(leading);
    } catch (StoreException e) {
      LOG.debug("The lease could not be looked at: {}", ExceptionText.message(e));
      seen = Optional.empty();
      if (leading != null) {
        return BEAT_NANOS; // its lock is another session's, and may be as good as ever
      }
      release();
      return AGAIN_NANOS;
    }
  }

  /** Has it give the lease up soon, and leave it to others for a while. By any thread. */
  public void standBack() {
    standsBack = true;
  }

  private void giveUp(Term leading) {
    term = null;
    isBack = true;
    backNanos = time.nanoTime();
    LOG.info("This node lets another one lead");
    candidate.resigning(leading.fence());
    leases.resign(leading.fence());
    release();
  }

  private boolean isBack() {
    isBack = isBack && time.nanoTime() - backNanos < BACK_NANOS;
    return isBack;
  }

  /** A lock that was lost may be had by others only for as long as they do not see the beat. */
  private long lead(Term leading) {
    boolean isLocked = !beat(leading) || lock().isHeld();
    Term now = term; // that it is not may have taken long to find out
    isLocked = isLocked || now == null || !beat(now) || lock().await(Duration.ZERO);
    return isLocked ? BEAT_NANOS : LOOK_NANOS;
  }

  /** Whether it leads on. */
  private boolean beat(Term leading) {
    long sent = time.nanoTime();
    if (!leases.beat(leading.fence())) {
      depose(leading, "another one has taken the lease");
      return false;
    }
    return prolong(leading, sent);
  }

  private synchronized boolean prolong(Term leading, long sent) {
    boolean isCurrent = term == leading;
    if (isCurrent) {
      term = new Term(leading.fence(), sent);
    }
    return isCurrent;
  }

  /** Stops believing in time; how long until the next look. Touches no store. */
  public long judge() {
    Term leading = term;
    if (leading != null && time.nanoTime() - leading.sentNanos() >= TRUST_NANOS) {
      depose(leading, "no beat has reached the store for 4 s");
    }
    return BEAT_NANOS;
  }

  /** A commit was refused: somebody else leads. */
  public void fenced(Fence fence) {
    Term leading = term;
    if (leading != null && leading.fence().equals(fence)) {
      depose(leading, "a commit was refused");
    }
  }

  private synchronized void depose(Term leading, String why) {
    if (term != null && term.fence().equals(leading.fence())) {
      term = null;
      LOG.warn("This node does not lead any more: {}", why);
      candidate.deposed(leading.fence());
    }
  }

  private long watch() {
    Optional<UUID> nodeId = candidate.nodeId();
    Optional<LeaseStore.Lease> lease = leases.find(LeaseStore.ENGINE);
    follows = lease.filter(LeaseStore.Lease::isHeld).isPresent();
    boolean isNewer = lease.filter(one -> one.dataVersion() > candidate.dataVersion()).isPresent();
    tellNewer(isNewer, lease);
    if (nodeId.isEmpty() || isNewer || isBack()) {
      seen = Optional.empty();
      release();
      return AGAIN_NANOS;
    }
    if (!lease.equals(seen)) {
      if (lock().isHeld()) { // the leader lives, and is to have its lock back
        release();
        isLeft = true;
        leftNanos = time.nanoTime();
      }
      see(lease);
    }
    if (!follows || still() >= SILENCE_NANOS) {
      take(nodeId.get(), lease);
      return term == null ? LOOK_NANOS : BEAT_NANOS;
    }
    isLeft = isLeft && time.nanoTime() - leftNanos < LEAVE_NANOS;
    return isLeft ? LOOK_NANOS : watchForDeath(nodeId.get(), lease);
  }

  private void tellNewer(boolean isNewer, Optional<LeaseStore.Lease> lease) {
    if (isNewer && !toldNewer) {
      LOG.warn(
          "This node works, and does not lead: a newer version of Tempo has led, which writes data"
              + " of version {}, and this one writes version {}",
          lease.orElseThrow().dataVersion(),
          candidate.dataVersion());
    }
    toldNewer = isNewer;
  }

  /** Whoever has lost the lock may be alive nevertheless: then its beat goes on. */
  private long watchForDeath(UUID nodeId, Optional<LeaseStore.Lease> lease) {
    if (!lock().isHeld()) {
      isAsked = false;
      if (!lock().await(isOthers ? patience : Duration.ZERO)) {
        isOthers = true;
        return patience.isZero() ? AGAIN_NANOS : 0;
      }
      Optional<LeaseStore.Lease> last = leases.find(LeaseStore.ENGINE);
      if (!last.equals(lease)) {
        see(last); // its last beat may have come while the lock was waited for
      }
      if (isOthers) {
        ask();
      }
    } else if (isSilent()) {
      take(nodeId, lease);
    }
    return LOOK_NANOS;
  }

  /** Whoever could not be asked has its time to beat. */
  private void ask() {
    try {
      candidate.ask();
      isAsked = true;
      askedNanos = time.nanoTime();
    } catch (StoreException e) {
      LOG.debug("The leader could not be asked: {}", ExceptionText.message(e));
    }
  }

  private boolean isSilent() {
    boolean hasNotAnswered = isAsked && time.nanoTime() - askedNanos >= ANSWER_NANOS;
    return hasNotAnswered || still() >= DEATH_NANOS;
  }

  private void see(Optional<LeaseStore.Lease> lease) {
    seen = lease;
    seenNanos = time.nanoTime();
  }

  /** Whether another node leads that was seen. By any thread. */
  public boolean isFollowing() {
    return follows;
  }

  private long still() {
    return time.nanoTime() - seenNanos;
  }

  private void take(UUID nodeId, Optional<LeaseStore.Lease> lease) {
    long sent = time.nanoTime();
    Optional<Fence> fence = leases.take(LeaseStore.ENGINE, lease, nodeId, candidate.dataVersion());
    seen = Optional.empty();
    if (fence.isPresent()) {
      standsBack = false;
      term = new Term(fence.get(), sent);
      LOG.info("This node leads, epoch {}", fence.get().epoch());
      if (!lock().isHeld()) {
        lock().await(Duration.ZERO);
      }
      Optional<LeaseStore.Lease> silent = lease.filter(LeaseStore.Lease::isHeld);
      begin(fence.get(), silent.map(LeaseStore.Lease::nodeId));
    }
  }

  private void begin(Fence fence, Optional<UUID> silent) {
    try {
      candidate.elected(fence, silent);
    } catch (RuntimeException e) {
      fenced(fence);
      throw e;
    }
    Term now = term;
    if (now == null || !now.fence().equals(fence)) {
      candidate.deposed(fence); // while it was being elected, when there was nothing to end
    }
  }

  private LeaseStore.DeathLock lock() {
    LeaseStore.DeathLock opened = lock;
    if (opened == null) {
      opened = leases.deathLock(LeaseStore.ENGINE);
      lock = opened;
    }
    return opened;
  }

  private void release() {
    LeaseStore.DeathLock opened = lock;
    lock = null;
    isOthers = false;
    isAsked = false;
    if (opened != null) {
      try {
        opened.close();
      } catch (StoreException e) {
        LOG.debug("A lock could not be closed: {}", ExceptionText.message(e));
      }
    }
  }

  /** Gives the lease up, if it has it, and takes no part any more. By the thread that ticks. */
  public void close() {
    closed = true;
    Term leading = term;
    term = null;
    if (leading != null) {
      try {
        leases.resign(leading.fence());
      } catch (StoreException e) {
        LOG.debug("Others learn by the silence that nobody leads: {}", ExceptionText.message(e));
      }
    }
    release();
  }
}
