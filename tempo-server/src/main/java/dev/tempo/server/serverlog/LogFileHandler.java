package dev.tempo.server.serverlog;

import dev.tempo.server.serverlog.LogEntry.Level;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Writes what this process logs to files below {@code logs/}: {@code application.log} has all,
 * {@code error.log} the errors, {@code access.log} the requests, {@code audit.log} who changed
 * what. Thread-safe.
 */
public final class LogFileHandler extends Handler {
  /** The logger of requests. */
  public static final String ACCESS = "dev.tempo.access";

  /** The logger of changes. */
  public static final String AUDIT = "dev.tempo.audit";

  private static final Map<String, java.util.logging.Level> LEVELS =
      Map.of(
          "error", java.util.logging.Level.SEVERE,
          "warn", java.util.logging.Level.WARNING,
          "info", java.util.logging.Level.INFO,
          "debug", java.util.logging.Level.FINE,
          "trace", java.util.logging.Level.ALL);

  private static final SimpleFormatter WORDS = new SimpleFormatter();

  private final Logger root = Logger.getLogger("");
  private final Logger own = Logger.getLogger("dev.tempo"); // held, or its level would be forgotten
  private final List<Logger> apart = List.of(Logger.getLogger(ACCESS), Logger.getLogger(AUDIT));
  private final Path directory;
  private final RotatingFile application;
  private final RotatingFile errors;
  private final RotatingFile access;
  private final RotatingFile audit;
  private boolean closed;

  private LogFileHandler(Path directory, long maxBytes, int older) throws IOException {
    this.directory = directory;
    this.application = new RotatingFile(directory.resolve("application.log"), maxBytes, older);
    this.errors = new RotatingFile(directory.resolve("error.log"), maxBytes, older);
    this.access = new RotatingFile(directory.resolve("access.log"), maxBytes, older);
    this.audit = new RotatingFile(directory.resolve("audit.log"), maxBytes, older);
    setLevel(java.util.logging.Level.ALL);
  }

  /**
   * Begins to write, with size, number and level from the settings; follows changes of the level.
   *
   * @throws UncheckedIOException if the files cannot be written
   */
  public static LogFileHandler start(SettingsService settings) {
    Path directory = settings.directory().resolve("logs");
    try {
      LogFileHandler files =
          new LogFileHandler(
              directory,
              (long) settings.get(Settings.LOG_FILE_SIZE) << 20,
              settings.get(Settings.LOG_FILE_COUNT));
      files.follow(settings);
      settings.onChange(() -> files.follow(settings));
      files.root.addHandler(files);
      // These are for their files; on the console they would drown everything else.
      for (Logger logger : files.apart) {
        logger.setUseParentHandlers(false);
        logger.setLevel(java.util.logging.Level.FINE);
        logger.addHandler(files);
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("The logs in " + directory + " cannot be written", e);
    }
  }

  /** Where the files are. */
  public Path directory() {
    return directory;
  }

  @Override
  public synchronized void publish(LogRecord record) {
    if (closed || !isLoggable(record)) {
      return; // Java closes handlers while the last words are spoken
    }
    LogEntry entry = entry(record);
    try {
      switch (entry.source()) {
        case ACCESS -> access.write(entry.toLine());
        case AUDIT -> audit.write(entry.toLine());
        default -> {
          application.write(entry.toLine());
          if (entry.level() == Level.ERROR) {
            errors.write(entry.toLine());
          }
        }
      }
    } catch (IOException e) {
      reportError("The log file cannot be written", e, ErrorManager.WRITE_FAILURE);
    }
  }

  @Override
  public void flush() {
    // every entry is written at once
  }

  /** Stops writing. */
  @Override
  public synchronized void close() {
    closed = true;
    root.removeHandler(this);
    for (Logger logger : apart) {
      logger.removeHandler(this);
      logger.setLevel(null);
    }
    try (application;
        errors;
        access;
        audit) {
      own.setLevel(null);
    } catch (IOException e) {
      reportError("A log file could not be closed", e, ErrorManager.CLOSE_FAILURE);
    }
  }

  private void follow(SettingsService settings) {
    String level = settings.get(Settings.DEBUG) ? "debug" : settings.get(Settings.LOG_LEVEL);
    own.setLevel(LEVELS.get(level));
  }

  private static LogEntry entry(LogRecord record) {
    StringBuilder message = new StringBuilder(WORDS.formatMessage(record));
    if (record.getThrown() != null) {
      StringWriter trace = new StringWriter();
      record.getThrown().printStackTrace(new PrintWriter(trace, true));
      message.append('\n').append(trace);
    }
    String source = record.getLoggerName() == null ? "-" : record.getLoggerName();
    return new LogEntry(record.getInstant(), level(record.getLevel()), source, message.toString());
  }

  private static Level level(java.util.logging.Level level) {
    int value = level.intValue();
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    if (value >= java.util.logging.Level.INFO.intValue()) {
      return Level.INFO;
    }
    return value >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
  }
}
