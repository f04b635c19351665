package dev.tempo.engine;

import dev.tempo.log.LogLine;
import dev.tempo.log.LogSummary;
import dev.tempo.log.RunLog;
import dev.tempo.log.RunLogKey;
import dev.tempo.log.RunLogs;
import java.util.concurrent.locks.ReentrantLock;

/** The log of a handler's run, opened with its first line: most runs write none. Thread-safe. */
final class LazyLog {
  private static final LogSummary NOTHING = new LogSummary(0, 0);

  private final RunLogs logs;
  private final RunLogKey key;
  private final ReentrantLock lock = new ReentrantLock();
  private RunLog log;

  LazyLog(RunLogs logs, RunLogKey key) {
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
    RunLog opened = opened();
    return opened == null ? NOTHING : opened.finish().join();
  }

  /** Ends the readers; to be called once the run's end is durable. */
  void close() {
    RunLog opened = opened();
    if (opened != null) {
      opened.close();
    }
  }

  private RunLog open() {
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

  private RunLog opened() {
    lock.lock();
    try {
      return log;
    } finally {
      lock.unlock();
    }
  }
}
