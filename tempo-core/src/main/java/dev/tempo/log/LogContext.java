package dev.tempo.log;

import java.time.InstantSource;

/** Holds the services that the active logs of one engine share. */
interface LogContext {

  LogAppendStore sink();

  InstantSource clock();

  long ringBytes();

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
