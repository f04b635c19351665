package dev.tempo.server.http;

import java.io.IOException;
import java.util.Locale;

/** The address could not be bound. */
public final class PortTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PortTakenException(String host, int port, IOException cause) {
    super(
        String.format(
            Locale.ROOT,
            "Cannot listen on %s:%d: %s. Is another server running there? Choose another with --port",
            host,
            port,
            cause.getMessage()),
        cause);
  }
}
