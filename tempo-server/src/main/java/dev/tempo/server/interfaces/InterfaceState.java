package dev.tempo.server.interfaces;

import dev.tempo.webapp.WebAppState;
import java.util.Locale;

/** How far the interface of a job is. */
enum InterfaceState {
  NONE,
  STARTING,
  READY,
  UNRESPONSIVE,
  FAILED,
  STOPPED;

  static InterfaceState of(WebAppState state) {
    return valueOf(state.name());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
