package dev.tempo;

import dev.tempo.engine.settings.HandlerRegistry;
import dev.tempo.task.Handler;
import dev.tempo.task.PayloadHandler;
import dev.tempo.task.RetryDelay;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes Java code after a {@link Tempo} was built and before it starts, as components of a program
 * come up; what is known before is better given to the {@link TempoBuilder}. Thread-safe.
 */
public final class Handlers {
  private final HandlerRegistry registry;

  Handlers(HandlerRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers Java code under a name, as {@link TempoBuilder#handler(String, Handler)} does.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken, or the Tempo was started
   */
  public void register(String name, Handler handler) {
    registry.register(name, HandlerRegistry.Entry.of(handler, Optional.empty()));
  }

  /**
   * Registers Java code under a name, and what computes how long to wait before it is tried again;
   * see {@link TempoBuilder#handler(String, Handler, RetryDelay)}.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken, or the Tempo was started
   */
  public void register(String name, Handler handler, RetryDelay delay) {
    Objects.requireNonNull(delay, "delay");
    registry.register(name, HandlerRegistry.Entry.of(handler, Optional.of(delay)));
  }

  /**
   * Registers Java code that takes a payload of one type; see {@link TempoBuilder#handler(String,
   * Class, PayloadHandler)}.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken, or the Tempo was started
   */
  public <P> void register(String name, Class<P> type, PayloadHandler<? super P> handler) {
    registry.register(name, HandlerRegistry.Entry.of(type, handler));
  }

  /**
   * Registers a class of Java code under a name; see {@link TempoBuilder#handler(String, Class)}.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken, or the Tempo was started
   */
  public void register(String name, Class<? extends Handler> type) {
    registry.register(name, HandlerRegistry.Entry.of(type));
  }
}
