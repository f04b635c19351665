package dev.tempo.server;

import dev.tempo.server.serverlog.ConsoleFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.logging.LogManager;

/** The log of a server of its own: one line each, on the error stream. */
final class Logging {
  private Logging() {}

  /** Sets it up, unless whoever started the process has. */
  static void toErrorStream() {
    boolean configured =
        System.getProperty("java.util.logging.config.file") != null
            || System.getProperty("java.util.logging.config.class") != null;
    if (configured) {
      return;
    }
    try (InputStream in = Logging.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(in);
      ConsoleFormat.use();
    } catch (IOException e) {
      throw new UncheckedIOException("The jar is damaged: logging.properties cannot be read", e);
    }
  }
}
