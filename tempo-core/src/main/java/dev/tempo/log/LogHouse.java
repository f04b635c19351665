package dev.tempo.log;

import java.time.InstantSource;

/** What the active logs of one engine share. */
interface LogHouse {

  LogSink sink();

  InstantSource clock();

  long ringBytes();

  Backlog backlog();

  Follower follower();

  SpoolWatcher watcher();

  /** A log's readers have been told of its end. */
  void closed(ActiveLog log);

  /** An append failed; gives the error in the form that users see. */
  LogStorageException failed(RunLogKey key, Throwable error);

  /** An append went well. */
  void recovered();
}
