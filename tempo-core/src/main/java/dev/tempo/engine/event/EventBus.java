package dev.tempo.engine.event;

import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from an engine to its listeners without ever waiting for one.
 *
 * <p>Each listener has a queue and a virtual thread of its own, so that it sees events in order and
 * a slow one holds nobody up. A listener whose queue is full has fallen too far behind to be
 * useful: it is reported in the log and dropped. One that throws is reported and goes on.
 *
 * <p>Thread-safe.
 */
public final class EventBus implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);
  private static final int CAPACITY = 16_384;

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final boolean inline;
  private final int capacity;
  private final AtomicInteger dropped = new AtomicInteger();

  private EventBus(boolean inline, int capacity) {
    this.inline = inline;
    this.capacity = capacity;
  }

  /** A bus whose listeners have threads of their own. */
  public static EventBus threaded() {
    return new EventBus(false, CAPACITY);
  }

  /** A bus that calls listeners on the thread that publishes, for deterministic tests. */
  public static EventBus inline() {
    return new EventBus(true, CAPACITY);
  }

  /** A bus whose listeners may fall so many events behind. */
  static EventBus threaded(int capacity) {
    return new EventBus(false, capacity);
  }

  /** True if somebody listens; saves making events that nobody wants. */
  public boolean hasSubscribers() {
    return !listeners.isEmpty();
  }

  /** How many listeners were dropped since they fell too far behind. */
  public int dropped() {
    return dropped.get();
  }

  /** Calls a listener with every event from now on. */
  public Subscription subscribe(Consumer<? super Event> listener) {
    Listener added = new Listener(listener);
    listeners.add(added);
    if (!inline) {
      Thread.ofVirtual().name("tempo-listener").start(added::run);
    }
    return () -> remove(added);
  }

  /** Tells all listeners, without waiting for any. */
  public void publish(Event event) {
    for (Listener listener : listeners) {
      if (inline) {
        listener.call(event);
      } else if (!listener.offer(event)) {
        LOG.warn("A listener is {} events behind and is dropped: {}", capacity, listener.target);
        dropped.incrementAndGet();
        remove(listener);
      }
    }
  }

  /** Ends all listeners once they have seen what was published. */
  @Override
  public void close() {
    for (Listener listener : listeners) {
      listeners.remove(listener);
      listener.end();
    }
  }

  private void remove(Listener listener) {
    if (listeners.remove(listener)) {
      listener.queue.clear();
      listener.end();
    }
  }

  /** One listener, its queue and its thread. */
  private final class Listener {
    private final Consumer<? super Event> target;

    /** Of nodes, as most listeners never have more than a few events in it. */
    private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(inline ? 1 : capacity);

    private volatile boolean ended;

    Listener(Consumer<? super Event> target) {
      this.target = target;
    }

    boolean offer(Event event) {
      return queue.offer(() -> call(event));
    }

    /** Lets the thread end once the queue is empty; the empty task wakes it if it waits. */
    void end() {
      ended = true;
      queue.offer(() -> {});
    }

    void run() {
      while (!ended || !queue.isEmpty()) {
        try {
          queue.take().run();
        } catch (InterruptedException e) {
          LOG.debug("A listener left its thread interrupted; it goes on", e);
        }
      }
    }

    /** Its own code may be asked for texts, and throw again. */
    private void tell(Event event, Throwable failure) {
      try {
        LOG.error("The listener {} failed on {}", target, event, failure);
      } catch (RuntimeException | Error e) {
        String type = failure.getClass().getName();
        LOG.error("A listener failed on {} with a {} that says no more", event, type);
      }
    }

    void call(Event event) {
      try {
        target.accept(event);
      } catch (RuntimeException | Error e) {
        tell(event, e);
      }
    }
  }
}
