package dev.tempo.engine.state;

/** Controls active work: a handler on a thread, or a script in a process. */
public interface RunningWork {
  /** Whether it is done on this thread. */
  default boolean isOn(Thread thread) {
    return false;
  }

  /** Nothing that could be stopped. */
  RunningWork NONE = reason -> {};

  /** Asks it to end; returns at once. Asking again does nothing. */
  void stop(StopCause reason);

  /** It has not begun yet, for this reason. */
  default void delayed(String why) {}

  /** Lets it go on without this engine; false if it cannot. */
  default boolean leave() {
    return false;
  }
}
