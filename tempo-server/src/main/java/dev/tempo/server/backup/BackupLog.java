package dev.tempo.server.backup;

import dev.tempo.message.Message;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes what is done when while a backup is made, for whoever wonders later, in a file beside the
 * archive. A line is an instant and a text. For one thread.
 */
final class BackupLog {
  private static final Logger LOG = LoggerFactory.getLogger(BackupLog.class);
  private static final String FAILED = " failed: ";

  private final TimeSource time;
  private final BackupProgress progress;
  private final StringBuilder text = new StringBuilder();
  private int fileNotes;

  BackupLog(TimeSource time, BackupProgress progress) {
    this.time = time;
    this.progress = progress;
  }

  /** How far what is noted is. */
  BackupProgress progress() {
    return progress;
  }

  /** The next step begins. */
  void step(Message step) {
    progress.step(step);
    note(step);
  }

  /** Notes something about all of it. */
  void note(Message note) {
    text.append(time.nowMillis()).append(' ').append(note.text()).append('\n');
  }

  /** Notes something about one file. */
  void ofFile(String note) {
    fileNotes++;
    text.append(time.nowMillis()).append(Backup.NOTE).append(note).append('\n');
  }

  /** How many notes there are about files. */
  int fileNotes() {
    return fileNotes;
  }

  void write(Path file) throws IOException {
    PrivateFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Writes why there is no backup, if there is room for that. */
  void writeFailure(Path file, Message reason) {
    text.append(time.nowMillis()).append(FAILED).append(reason.text()).append('\n');
    try {
      PrivateFiles.createDirectories(file.getParent());
      write(file);
    } catch (IOException e) {
      LOG.warn("Why the backup failed could not be written to {}: {}", file, e.toString());
    }
  }

  /**
   * What a log says.
   *
   * @param lines the first ones
   * @param isComplete whether these are all
   */
  record Excerpt(List<String> lines, boolean isComplete) {}

  /** Reads the beginning of a log. */
  static Excerpt read(Path file, int mostLines) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<String> all = Files.lines(file)) {
      all.limit(mostLines + 1L).forEach(lines::add);
    }
    boolean complete = lines.size() <= mostLines;
    return new Excerpt(List.copyOf(complete ? lines : lines.subList(0, mostLines)), complete);
  }
}
