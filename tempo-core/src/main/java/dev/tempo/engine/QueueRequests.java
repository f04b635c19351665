package dev.tempo.engine;

import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.engine.queue.RunQueues;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueState.Overrides;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What is asked of an engine about queues. Each request waits until its effect is durable. Its
 * methods may be called by any thread.
 */
public final class QueueRequests {
  private final Engine engine;
  private final RunQueues queues;

  QueueRequests(Engine engine, RunQueues queues) {
    this.engine = engine;
    this.queues = queues;
  }

  /** The settings of a queue, configured or not. */
  public QueueSettings settings(String name) {
    return queues.settings(name);
  }

  /** The settings of all queues of which something is said. */
  public List<QueueSettings> configured() {
    return queues.configured();
  }

  /** Sets a queue up from now on; kept over restarts. */
  public void save(QueueSettings settings) {
    change(settings.name(), state -> state.withOverrides(Overrides.of(settings)));
  }

  /** Sets the rate of a queue from now on, or takes it away; kept over restarts. */
  public void rate(String name, Optional<QueueRate> rate) {
    change(name, state -> state.withOverrides(state.overrides().withRate(rate)));
  }

  /** Forgets what was set of a queue, and lets it go if it is paused. */
  public void remove(String name) {
    change(name, state -> state.withOverrides(Overrides.NONE).withPaused(false));
  }

  /** Pauses or resumes a queue; kept over restarts. */
  public void pause(String name, boolean pause) {
    change(name, state -> state.withPaused(pause));
  }

  /** Lets so many runs of a queue run at once from now on; empty for as many as of the default. */
  public void limit(String name, OptionalInt limit) {
    engine.answer(
        engine.ask(
            turn -> {
              queues.limit(name, limit);
              return true;
            }));
  }

  private void change(String name, UnaryOperator<QueueState> change) {
    engine.answer(
        engine.ask(
            turn -> {
              queues.change(turn, change.apply(queues.state(name)));
              return true;
            }));
  }
}
