package dev.tempo.engine.cluster;

import dev.tempo.testkit.VirtualClock;
import dev.tempo.time.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The clock of one node among several that a {@link VirtualClock} moves: its wall time may be
 * wrong, and the node may stand still, while that clock goes on.
 */
final class NodeClock implements ManualTime {
  private final VirtualClock base;
  private final Map<ManuallyDriven, ManuallyDriven> driven = new HashMap<>();
  private Duration skew = Duration.ZERO;
  private boolean paused;

  NodeClock(VirtualClock base) {
    this.base = base;
  }

  /** Shows so much more than it should. */
  void skew(Duration by) {
    skew = by;
  }

  /** Stands still, or goes on. */
  void pause(boolean stands) {
    paused = stands;
  }

  boolean isPaused() {
    return paused;
  }

  /** Its process has died. */
  void kill() {
    driven.values().forEach(base::detach);
    driven.keySet().forEach(ManuallyDriven::abandon);
    driven.clear();
  }

  @Override
  public void attach(ManuallyDriven engine) {
    ManuallyDriven gate = new Gate(engine);
    driven.put(engine, gate);
    base.attach(gate);
  }

  @Override
  public void detach(ManuallyDriven engine) {
    ManuallyDriven gate = driven.remove(engine);
    if (gate != null) {
      base.detach(gate);
    }
  }

  @Override
  public Instant instant() {
    return base.instant().plus(skew);
  }

  @Override
  public long nanoTime() {
    return base.nanoTime();
  }

  private final class Gate implements ManuallyDriven {
    private final ManuallyDriven engine;

    Gate(ManuallyDriven engine) {
      this.engine = engine;
    }

    @Override
    public void runUntilIdle() {
      if (!paused) {
        engine.runUntilIdle();
      }
    }

    @Override
    public Duration untilNext(Duration limit) {
      return paused ? limit : engine.untilNext(limit);
    }

    @Override
    public void abandon() {
      engine.abandon();
    }
  }
}
