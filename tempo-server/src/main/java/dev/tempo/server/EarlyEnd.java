package dev.tempo.server;

import dev.tempo.Tempo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an engine in order if the process is asked to end before its server is there: a node has
 * joined by then, and would be missed by the others.
 */
final class EarlyEnd implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EarlyEnd.class);

  private final Thread end;

  private EarlyEnd(Thread end) {
    this.end = end;
  }

  /** From now on, until it is closed. */
  static EarlyEnd of(Tempo tempo) {
    Thread end = Thread.ofPlatform().name("tempo-early-end").unstarted(tempo::close);
    Runtime.getRuntime().addShutdownHook(end);
    return new EarlyEnd(end);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      LOG.debug("The process ends already", e);
    }
  }
}
