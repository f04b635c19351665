package dev.tempo.engine.settings;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.task.Handler;
import dev.tempo.task.HandlerFactory;
import dev.tempo.task.PayloadHandler;
import dev.tempo.task.RetryDelay;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Java code by the names that jobs keep. Open until an engine starts. Thread-safe. */
public final class HandlerRegistry {
  private final Map<String, Entry> entries;
  private volatile boolean closed;

  /**
   * Code, and how it is treated.
   *
   * @param source gives the code, by a factory if it is a class
   * @param delay before it is tried again; empty for that of the job's policy
   * @param payloadType what it takes; empty if it does not say
   */
  public record Entry(
      Function<HandlerFactory, Handler> source,
      Optional<RetryDelay> delay,
      Optional<Class<?>> payloadType) {

    /** Code that is there. */
    public static Entry of(Handler handler, Optional<RetryDelay> delay) {
      Objects.requireNonNull(handler, "handler");
      return new Entry(factory -> handler, delay, Optional.empty());
    }

    /** Code that is made for each run. */
    public static Entry of(Class<? extends Handler> type) {
      Objects.requireNonNull(type, "type");
      return new Entry(
          factory -> context -> factory.create(type).run(context),
          Optional.empty(),
          Optional.empty());
    }

    /** Code that takes a payload of one type. */
    public static <P> Entry of(Class<P> type, PayloadHandler<? super P> handler) {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(handler, "handler");
      return new Entry(
          factory -> context -> handler.run(context, context.payload(type)),
          Optional.empty(),
          Optional.of(type));
    }
  }

  public HandlerRegistry() {
    this(Map.of());
  }

  private HandlerRegistry(Map<String, Entry> entries) {
    this.entries = new ConcurrentHashMap<>(entries);
  }

  /** The same names, open. */
  public HandlerRegistry copy() {
    return new HandlerRegistry(entries);
  }

  /**
   * Registers code under a name.
   *
   * @throws IllegalArgumentException if the name is blank
   * @throws IllegalStateException if the name is taken, or an engine has started
   */
  public void register(String name, Entry entry) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new InvalidValueException(ValueMessages.BLANK_HANDLER.of());
    }
    if (closed) {
      throw new IllegalStateException(
          "The handler '" + name + "' comes too late: register handlers before start()");
    }
    if (entries.putIfAbsent(name, entry) != null) {
      throw new IllegalStateException("A handler named '" + name + "' is registered already");
    }
  }

  /** Refuses all that comes from now on. */
  public void close() {
    closed = true;
  }

  /** What was registered under a name. */
  public Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** All names. */
  public SortedSet<String> names() {
    return new TreeSet<>(entries.keySet());
  }
}
