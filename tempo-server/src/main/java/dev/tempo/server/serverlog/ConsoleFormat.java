package dev.tempo.server.serverlog;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** How entries stand on the error stream: as the configuration says, and fit for a terminal. */
public final class ConsoleFormat extends SimpleFormatter {

  /** Has all handlers of this process that are there write so. */
  public static void use() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setFormatter(new ConsoleFormat());
    }
  }

  @Override
  public String format(LogRecord entry) {
    return LogText.of(super.format(entry)) + System.lineSeparator();
  }
}
