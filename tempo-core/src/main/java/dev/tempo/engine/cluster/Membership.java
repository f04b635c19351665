package dev.tempo.engine.cluster;

import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.internal.message.HealthMessages;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.NodeStore;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node among those that live. Its beats are sent by one thread, and what is believed is
 * judged by another, since a beat may hang: a node that has not sent a good one for 4 s is none any
 * more by its own judgement, well before others may say so after 8 s. It then gives its incarnation
 * up, and joins anew: what it did under the old one is decided without it. Thread-safe.
 */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** Between beats. */
  static final long BEAT_NANOS = Duration.ofSeconds(1).toNanos();

  /** Since the sending of the last good beat. */
  static final long TRUST_NANOS = Duration.ofSeconds(4).toNanos();

  private final NodeStore nodes;
  private final Supplier<NodeStore.Node> self;
  private final TimeSource time;
  private final Listener listener;
  private final boolean fencesItself;
  private volatile @Nullable Member member;
  private volatile boolean left;
  private volatile String obstacle = HealthMessages.NOT_JOINED.text();
  private boolean told;

  /** Receives what becomes of a node. Called by the threads that beat and judge. */
  public interface Listener {
    /** It has joined. */
    void joined(UUID incarnation);

    /** It is no member any more; what it does is another's to decide. */
    void lost(UUID incarnation);

    /** It is about to send a beat; does what is returned if that was a good one. */
    default Runnable sending() {
      return () -> {};
    }
  }

  private record Member(UUID incarnation, long sentNanos) {}

  /** A node that has not joined yet. */
  public Membership(
      NodeStore nodes, Supplier<NodeStore.Node> self, TimeSource time, Listener listener) {
    this(nodes, self, time, listener, true);
  }

  /** As the other one; without fencing itself in tests that must fail. */
  public Membership(
      NodeStore nodes,
      Supplier<NodeStore.Node> self,
      TimeSource time,
      Listener listener,
      boolean fencesItself) {
    this.nodes = nodes;
    this.self = self;
    this.time = time;
    this.listener = listener;
    this.fencesItself = fencesItself;
  }

  /** Under which incarnation it lives, as far as it may believe that; empty if it does not. */
  public Optional<UUID> incarnation() {
    Member known = member;
    return known == null || !isTrusted(known) ? Optional.empty() : Optional.of(known.incarnation());
  }

  /** Whether it lives under this incarnation. */
  public boolean isMember(UUID incarnation) {
    return incarnation().filter(incarnation::equals).isPresent();
  }

  private boolean isTrusted(Member known) {
    return !fencesItself || time.nanoTime() - known.sentNanos() < TRUST_NANOS;
  }

  /** Why it is none of the nodes; empty if it is one. */
  public Optional<String> problem() {
    return left || incarnation().isPresent() ? Optional.empty() : Optional.of(obstacle);
  }

  /** Joins, or beats; how long until the next time. */
  public long beat() {
    Member known = member;
    if (left) {
      return Long.MAX_VALUE;
    }
    try {
      if (known == null) {
        join();
      } else if (time.nanoTime() - known.sentNanos() >= BEAT_NANOS) {
        beat(known);
      }
    } catch (StoreException e) {
      obstacle = ExceptionText.message(e);
      LOG.debug("A beat failed: {}", obstacle);
    } catch (IllegalStateException e) { // there is one reason for it
      obstacle = HealthMessages.NAME_TAKEN.text(self.get().name());
      if (!told) {
        told = true;
        LOG.error("This node cannot join: {}", obstacle);
      }
    }
    Member now = member;
    return now == null
        ? BEAT_NANOS
        : Math.clamp(now.sentNanos() + BEAT_NANOS - time.nanoTime(), BEAT_NANOS / 10, BEAT_NANOS);
  }

  private void join() {
    Runnable good = listener.sending();
    long sent = time.nanoTime();
    NodeStore.NodeState joined = nodes.join(self.get());
    know(good);
    told = false;
    member = new Member(joined.incarnation(), sent);
    LOG.info("Joined as '{}', {}", joined.node().name(), joined.incarnation());
    listener.joined(joined.incarnation());
  }

  private void beat(Member known) {
    Runnable good = listener.sending();
    long sent = time.nanoTime();
    if (!nodes.beat(known.incarnation())) {
      lose(known, "the others have declared it dead");
    } else if (member == known) {
      member = new Member(known.incarnation(), sent);
      know(good);
    }
  }

  /** What comes of it, before there is a member that works; that fails without the beat. */
  private static void know(Runnable good) {
    try {
      good.run();
    } catch (RuntimeException e) {
      LOG.error("What follows from a good beat failed", ExceptionText.loggable(e));
    }
  }

  /** Stops believing in time; how long until the next look. Touches no store. */
  public long judge() {
    Member known = member;
    if (known != null && !isTrusted(known)) {
      lose(known, "no beat of it has reached the store for 4 s");
    }
    return BEAT_NANOS / 4;
  }

  /** Others do not count this incarnation any more. */
  public void deny(UUID incarnation) {
    Member known = member;
    if (known != null && known.incarnation().equals(incarnation)) {
      lose(known, "its incarnation is not up any more");
    }
  }

  private synchronized void lose(Member known, String why) {
    if (member != null && member.incarnation().equals(known.incarnation())) {
      member = null;
      LOG.warn("This node is none any more, and joins anew: {}", why);
      listener.lost(known.incarnation());
    }
  }

  /** Leaves in order, if it can. */
  public void leave() {
    left = true;
    Member known = member;
    member = null;
    if (known != null) {
      attempt(nodes::leave, known.incarnation());
    }
  }

  private static void attempt(Consumer<UUID> action, UUID incarnation) {
    try {
      action.accept(incarnation);
    } catch (StoreException e) {
      LOG.debug("Others learn by its silence that this node left: {}", ExceptionText.message(e));
    }
  }
}
