package dev.tempo.event;

/**
 * A listener's connection to an engine, or a standing order; closing it ends the calls.
 * Thread-safe.
 */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

  /** Ends the calls; those under way go on. Closing twice does nothing. */
  @Override
  void close();
}
