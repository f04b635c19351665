package dev.tempo.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A process under supervision. Safe for use by several threads. */
public interface SupervisedProcess {
  /** The id given in its {@link ProcessSpec}. */
  UUID id();

  /** The process id with what makes it unique. */
  ProcessIdentity identity();

  /**
   * How long it has been there, by a clock that is never set: also of one that an earlier process
   * started.
   */
  Duration age();

  /** The file that grows with what the tree writes to its standard output. */
  Path stdout();

  /** The file that grows with what the tree writes to its standard error. */
  Path stderr();

  /**
   * Completed once the command has ended and its leftovers are gone, or left alone by policy. Every
   * call returns the same future. It completes with a {@link ProcessException} only when the
   * supervisor was closed first.
   *
   * <p>It is completed by the supervisor's own thread: a stage that may block must be attached with
   * one of the {@code …Async} methods, or nothing else is supervised meanwhile.
   */
  CompletableFuture<ProcessResult> result();

  /**
   * Stops the whole tree: SIGTERM, the grace, SIGKILL for what is left. The intent is stored first,
   * so that it holds after a crash. Returns at once; {@link #result()} tells the end. Only the
   * first call has an effect, and none has when the command has already ended.
   *
   * @param reason kept in the result
   */
  void stop(StopReason reason);

  /** The last sample; empty before the first one, about half a second after the start. */
  Optional<ResourceSample> usage();

  /**
   * Adds a listener for samples. It is called by the supervisor's thread and must not block; one
   * that throws is logged and removed.
   */
  void onSample(Consumer<ResourceSample> listener);
}
