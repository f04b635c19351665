package dev.tempo.log;

import dev.tempo.internal.message.LogMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracks the spool files of one run and how far they were read. Not thread-safe. */
final class RunSpool {

  private static final Logger LOG = LoggerFactory.getLogger(RunSpool.class);

  private final RunLogInfo key;
  private final InstantSource clock;
  private final List<SpoolFile> files = new ArrayList<>(2);
  private SpoolPosition.Mark stdout = SpoolPosition.START.stdout();
  private SpoolPosition.Mark stderr = SpoolPosition.START.stderr();
  private boolean failed;
  private boolean frozen;

  RunSpool(RunLogInfo key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /** Goes on where an earlier process stopped. */
  void resume(SpoolPosition position) {
    stdout = position.stdout();
    stderr = position.stderr();
  }

  void follow(Path stdoutFile, Path stderrFile, Supplier<StreamMask> masks) {
    follow(new SpoolInput(stdoutFile, masks.get()), LogLine.Stream.STDOUT, stdout);
    follow(new SpoolInput(stderrFile, masks.get()), LogLine.Stream.STDERR, stderr);
  }

  private void follow(SpoolInput input, LogLine.Stream stream, SpoolPosition.Mark mark) {
    files.add(new SpoolFile(input, stream, mark, key.startedAt()));
  }

  boolean isFollowing() {
    return !files.isEmpty();
  }

  /** The place behind the lines given so far. */
  SpoolPosition position(LineNumberer writer) {
    if (isFollowing()) {
      stdout = files.get(0).mark();
      stderr = files.get(1).mark();
    }
    return new SpoolPosition(stdout, stderr, writer.outputBytes(), writer.capped());
  }

  /** The present time as logs keep it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Reads some of both files.
   *
   * @return whether there may be more
   */
  boolean read(ByteBuffer buffer, LineNumberer writer) {
    boolean more = false;
    for (SpoolFile file : files) {
      more |= read(file, buffer, writer);
    }
    return more;
  }

  private boolean read(SpoolFile file, ByteBuffer buffer, LineNumberer writer) {
    try {
      return file.read(buffer, writer, now());
    } catch (IOException e) {
      report(file, writer, e);
      if (frozen) {
        file.abandon();
      }
      return false;
    }
  }

  private void report(SpoolFile file, LineNumberer writer, IOException e) {
    if (failed) {
      return;
    }
    failed = true;
    LOG.warn("Run {}: its output cannot be read from {}; trying on", key.runId(), file, e);
    writer.begin(new LineNumberer.Source(LogLine.Stream.SYSTEM, now(), false));
    String notice = LogMessages.NOT_READ.text(e);
    writer.line(notice, Utf8.encode(notice), false);
    writer.publish();
  }

  /** The line that has not ended; of two, the one that was added to last. */
  Optional<SpoolFile.OpenLine> open(long nowNanos) {
    return files.stream()
        .flatMap(file -> file.open(nowNanos).stream())
        .max(Comparator.comparingLong(SpoolFile.OpenLine::changedNanos));
  }

  /** Sets the end: what the files get later is not read. */
  void seal(LineNumberer writer) {
    frozen = true;
    for (SpoolFile file : files) {
      try {
        file.seal();
      } catch (IOException e) {
        report(file, writer, e);
        file.abandon();
      }
    }
  }

  /** Whether the frozen files were read to their ends, or given up. */
  boolean isDrained() {
    return files.stream().allMatch(SpoolFile::isDrained);
  }

  /** Makes lines of what is left without a line feed. */
  void end(LineNumberer writer) {
    files.forEach(file -> file.end(writer, now()));
  }

  void close() {
    for (SpoolFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        LOG.warn("Run {}: {} could not be closed", key.runId(), file, e);
      }
    }
  }
}
