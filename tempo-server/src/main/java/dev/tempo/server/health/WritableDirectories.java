package dev.tempo.server.health;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees whether files can be made where scripts, their output and the server's logs are written, by
 * making a directory: that needs no descriptor, of which a flood may leave none. What was seen
 * counts for a few seconds, so that whoever asks often writes seldom. Thread-safe.
 */
final class WritableDirectories {
  private static final List<String> NAMES = List.of("runs", "scripts", "logs");
  private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

  private final Path data;
  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<String, Message> seen = Map.of();
  private boolean looked;
  private long lookedNanos;

  WritableDirectories(Path data, TimeSource time) {
    this.data = data;
    this.time = time;
  }

  /** Why which of them cannot be written; those that nobody needed yet are not there. */
  Map<String, Message> problems() {
    lock.lock();
    try {
      if (!looked || time.nanoTime() - lookedNanos > FRESH_NANOS) {
        seen = look();
        looked = true;
        lookedNanos = time.nanoTime();
      }
      return seen;
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Message> look() {
    Map<String, Message> problems = new TreeMap<>();
    for (String name : NAMES) {
      Path directory = data.resolve(name);
      try {
        if (Files.exists(directory)) {
          Files.delete(Files.createTempDirectory(directory, ".health-")); // takes no descriptor
        }
      } catch (IOException e) {
        problems.put(
            name,
            message(
                "api.health.notWritable",
                "directory",
                directory.toString(),
                "reason",
                e.toString()));
      }
    }
    return problems;
  }
}
