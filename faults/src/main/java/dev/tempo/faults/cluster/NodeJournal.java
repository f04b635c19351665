package dev.tempo.faults.cluster;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a node itself writes down, in a file of which Tempo knows nothing. A line is there at once,
 * also if the process is killed right afterwards. Thread-safe.
 */
final class NodeJournal implements AutoCloseable {
  private final FileOutputStream file; // a channel would be closed by an interrupted thread

  NodeJournal(Path path) throws IOException {
    this.file = new FileOutputStream(path.toFile(), true);
  }

  void write(JournalEntry.Kind kind, String runId) {
    String line = System.nanoTime() + " " + kind.letter() + " " + runId + "\n";
    try {
      file.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
