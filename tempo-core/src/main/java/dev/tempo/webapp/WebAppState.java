package dev.tempo.webapp;

/** States how far the page of a script is. */
public enum WebAppState {
  /** Its script was asked for and does not answer yet. */
  STARTING,
  /** It answers. */
  READY,
  /** It answered before, its script goes on, and it does not answer now. */
  UNRESPONSIVE,
  /** Its script ended before it was stopped and failed, or never answered. */
  FAILED,
  /** It was stopped, or its script has ended well. */
  STOPPED;

  /** Whether nothing follows. */
  public boolean isFinal() {
    return this == FAILED || this == STOPPED;
  }
}
