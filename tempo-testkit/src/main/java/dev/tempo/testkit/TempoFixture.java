package dev.tempo.testkit;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.Store;
import dev.tempo.store.memory.MemoryStore;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Tempo for a test, on a {@link VirtualClock} and a store in memory, both of which outlive its
 * restarts. {@link TempoTest} gives one to each test of JUnit; without that it is made by {@link
 * #at} and closed by whoever made it. For one thread.
 */
public final class TempoFixture implements AutoCloseable {
  private final VirtualClock clock;
  private final Store store = new MemoryStore();
  private @Nullable Tempo tempo;

  private TempoFixture(VirtualClock clock) {
    this.clock = clock;
  }

  /**
   * Returns a fixture whose clock shows this time.
   *
   * @throws IllegalArgumentException if it is not in the years 1970 to 9999
   */
  public static TempoFixture at(Instant start) {
    return new TempoFixture(VirtualClock.at(Objects.requireNonNull(start, "start")));
  }

  /**
   * Builds and starts a Tempo; the clock and the store are set already.
   *
   * @param setUp sets handlers and all else
   * @return what {@link #tempo} returns from now on; the fixture closes it
   * @throws IllegalStateException if one runs already: see {@link #restart}
   */
  public Tempo start(UnaryOperator<TempoBuilder> setUp) {
    Objects.requireNonNull(setUp, "setUp");
    if (tempo != null) {
      throw new IllegalStateException("A Tempo runs already; restart(…) closes it first");
    }
    Tempo started = setUp.apply(Tempo.builder().store(store).timeSource(clock)).build();
    tempo = started;
    return started.start();
  }

  /**
   * Closes the Tempo that runs, if there is one, and starts another on what it left, as after an
   * update of the program. Time passes only if the test lets it.
   */
  public Tempo restart(UnaryOperator<TempoBuilder> setUp) {
    Objects.requireNonNull(setUp, "setUp");
    closeTempo();
    return start(setUp);
  }

  /**
   * Starts another Tempo on what the one left that ran, as after a crash of the process: that is
   * not closed, and does nothing more.
   */
  public Tempo crashAndRestart(UnaryOperator<TempoBuilder> setUp) {
    Objects.requireNonNull(setUp, "setUp");
    clock.detachAll();
    tempo = null;
    return start(setUp);
  }

  /** Returns the clock. */
  public VirtualClock clock() {
    return clock;
  }

  /**
   * Returns the Tempo that runs.
   *
   * @throws IllegalStateException if none was started
   */
  public Tempo tempo() {
    Tempo running = tempo;
    if (running == null) {
      throw new IllegalStateException("No Tempo runs: call start(builder -> …) first");
    }
    return running;
  }

  /** Begins to say what is expected of the runs of a job. */
  public RunsAssert assertRunsOf(Job job) {
    return RunsAssert.assertRunsOf(tempo(), Objects.requireNonNull(job, "job").id());
  }

  /** Begins to say what is expected of the runs of a job. */
  public RunsAssert assertRunsOf(UUID jobId) {
    return RunsAssert.assertRunsOf(tempo(), jobId);
  }

  /** Closes the Tempo that runs, if there is one, and the store. */
  @Override
  public void close() {
    closeTempo();
    store.close();
  }

  private void closeTempo() {
    Tempo running = tempo;
    tempo = null;
    if (running != null) {
      running.close();
    }
  }
}
