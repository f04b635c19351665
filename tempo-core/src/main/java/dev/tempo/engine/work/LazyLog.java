package dev.tempo.engine.work;

import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The log of a handler's run, opened with its first line: most runs write none. Thread-safe. */
final class LazyLog {
  private static final LogSummary NOTHING = new LogSummary(0, 0);

  private final RunLogService logs;
  private final Run run;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable RunLogWriter log;
  private boolean finished;

  LazyLog(RunLogService logs, Run run) {
    this.logs = logs;
    this.run = run;
  }

  /** Drops what comes after {@link #finish}: threads may outlive their handler. */
  void write(LogLine.Stream stream, String text) {
    RunLogWriter opened = open();
    if (opened != null) {
      opened.write(stream, text);
    }
  }

  void system(String text) {
    write(LogLine.Stream.SYSTEM, text);
  }

  /** Waits until all lines are durable. */
  LogSummary finish() {
    RunLogWriter opened = ended();
    return opened == null ? NOTHING : opened.finish().join();
  }

  /** Ends the readers; to be called once the run's end is durable. */
  void close() {
    RunLogWriter opened = opened();
    if (opened != null) {
      opened.close();
    }
  }

  private @Nullable RunLogWriter ended() {
    lock.lock();
    try {
      finished = true;
      return log;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable RunLogWriter open() {
    lock.lock();
    try {
      if (finished) {
        return null;
      }
      if (log == null) {
        log = logs.open(WorkServices.logKey(run));
      }
      return log;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable RunLogWriter opened() {
    lock.lock();
    try {
      return log;
    } finally {
      lock.unlock();
    }
  }
}
