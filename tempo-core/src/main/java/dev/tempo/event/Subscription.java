package dev.tempo.event;

/** A registration of a listener or a recurring task; {@link #close} cancels it. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /** Ends the calls; those under way go on. Closing twice does nothing. */
  @Override
  void close();
}
