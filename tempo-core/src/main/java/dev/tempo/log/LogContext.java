package dev.tempo.log;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Holds the services that the active logs of one engine share. */
interface LogContext {

  LogAppendStore sink();

  InstantSource clock();

  long ringBytes();

  /** How long a failure is waited out that may pass, as a log begins, in nanoseconds. */
  long loadTimeoutNanos();

  /** Is shown all lines as they come, which it must not keep. */
  BiConsumer<UUID, List<LogLine>> relay();

  PendingBytes backlog();

  SpoolReaderThread follower();

  SpoolWatcher watcher();

  /** A log's readers have been told of its end. */
  void closed(ActiveLog log);

  /** An append failed; gives the error in the form that users see. */
  LogStorageException failed(RunLogInfo key, Throwable error);

  /** An append went well. */
  void recovered();
}
