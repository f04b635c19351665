package dev.tempo.engine;

import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked of an engine about queues. Each request waits until its effect is durable. Its
 * methods may be called by any thread.
 */
public final class QueueRequests {
  private final Engine engine;
  private final boolean keepsLimits;

  /**
   * What is asked of an engine.
   *
   * @param keepsLimits whether limits that are set are kept over restarts
   */
  QueueRequests(Engine engine, boolean keepsLimits) {
    this.engine = engine;
    this.keepsLimits = keepsLimits;
  }

  /** The settings of a queue, configured or not. */
  public QueueSettings settings(String name) {
    return engine.queueCatalog().settings(name);
  }

  /** The settings of all queues of which something is said. */
  public List<QueueSettings> configured() {
    return engine.queueCatalog().all();
  }

  /** Sets a queue up from now on; kept over restarts. */
  public void save(QueueSettings settings) {
    ask(new QueueRequest.Save(settings));
  }

  /** Sets the rate of a queue from now on, or takes it away; kept over restarts. */
  public void rate(String name, Optional<QueueRate> rate) {
    ask(new QueueRequest.Rate(name, rate));
  }

  /** Forgets what was set of a queue, and lets it go if it is paused. */
  public void remove(String name) {
    ask(new QueueRequest.Remove(name));
  }

  /** Pauses or resumes a queue; kept over restarts. */
  public void pause(String name, boolean pause) {
    ask(new QueueRequest.Pause(name, pause));
  }

  /** Lets so many runs of a queue run at once from now on; empty for as many as of the default. */
  public void limit(String name, OptionalInt limit) {
    ask(
        keepsLimits
            ? new QueueRequest.KeptLimit(name, limit)
            : new QueueRequest.Limit(name, limit));
  }

  private void ask(QueueRequest request) {
    engine.answer(engine.ask(request));
  }
}
