package dev.tempo.engine.work;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLogInfo;
import dev.tempo.log.RunLogService;
import dev.tempo.log.RunLogWriter;
import java.util.concurrent.locks.ReentrantLock;

/** The log of a handler's run, opened with its first line: most runs write none. Thread-safe. */
final class LazyLog {
  private static final LogSummary NOTHING = new LogSummary(0, 0);

  private final RunLogService logs;
  private final RunLogInfo key;
  private final ReentrantLock lock = new ReentrantLock();
  private RunLogWriter log;

  LazyLog(RunLogService logs, RunLogInfo key) {
    this.logs = logs;
    this.key = key;
  }

  void write(LogLine.Stream stream, String text) {
    open().write(stream, text);
  }

  void system(String text) {
    write(LogLine.Stream.SYSTEM, text);
  }

  /** Waits until all lines are durable. */
  LogSummary finish() {
    RunLogWriter opened = opened();
    return opened == null ? NOTHING : opened.finish().join();
  }

  /** Ends the readers; to be called once the run's end is durable. */
  void close() {
    RunLogWriter opened = opened();
    if (opened != null) {
      opened.close();
    }
  }

  private RunLogWriter open() {
    lock.lock();
    try {
      if (log == null) {
        log = logs.open(key);
      }
      return log;
    } finally {
      lock.unlock();
    }
  }

  private RunLogWriter opened() {
    lock.lock();
    try {
      return log;
    } finally {
      lock.unlock();
    }
  }
}
