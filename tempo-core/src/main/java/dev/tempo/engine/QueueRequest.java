package dev.tempo.engine;

import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.engine.turn.Turn;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueState.Overrides;
import java.util.Optional;
import java.util.OptionalInt;

/** What is asked of whoever decides about queues. */
sealed interface QueueRequest extends Request<Boolean> {
  @Override
  default Class<Boolean> answerType() {
    return Boolean.class;
  }

  /** Changes what is kept of a queue. */
  sealed interface Change extends QueueRequest {
    /** Which queue. */
    String queue();

    /** What is kept of it from now on. */
    QueueState changed(QueueState state);

    @Override
    default Boolean decide(EngineComponents parts, Turn turn) {
      parts.queues().change(turn, changed(parts.queues().state(queue())));
      return true;
    }
  }

  /** Sets a queue up. */
  record Save(QueueSettings settings) implements Change {
    @Override
    public String queue() {
      return settings.name();
    }

    @Override
    public QueueState changed(QueueState state) {
      return state.withOverrides(Overrides.of(settings));
    }
  }

  /** Sets its rate, or takes it away. */
  record Rate(String queue, Optional<QueueRate> rate) implements Change {
    @Override
    public QueueState changed(QueueState state) {
      return state.withOverrides(state.overrides().withRate(rate));
    }
  }

  /** Forgets what was set of it, and lets it go if it is paused. */
  record Remove(String queue) implements Change {
    @Override
    public QueueState changed(QueueState state) {
      return state.withOverrides(Overrides.NONE).withPaused(false);
    }
  }

  /** Pauses or resumes it. */
  record Pause(String queue, boolean paused) implements Change {
    @Override
    public QueueState changed(QueueState state) {
      return state.withPaused(paused);
    }
  }

  /** Sets its limit, or takes it away; kept over restarts, as other nodes may decide next. */
  record KeptLimit(String queue, OptionalInt limit) implements Change {
    @Override
    public QueueState changed(QueueState state) {
      Overrides old = state.overrides();
      return state.withOverrides(new Overrides(limit, old.threads(), old.rate()));
    }
  }

  /** Changes the limit that the program says; empty for that of the default queue. */
  record Limit(String queue, OptionalInt limit) implements QueueRequest {
    @Override
    public Boolean decide(EngineComponents parts, Turn turn) {
      parts.queues().limit(queue, limit);
      return true;
    }
  }

  /** Stops or resumes firing and starting. */
  record PauseAll(boolean paused) implements QueueRequest {
    @Override
    public Boolean decide(EngineComponents parts, Turn turn) {
      parts.pause(turn, paused);
      return true;
    }
  }
}
