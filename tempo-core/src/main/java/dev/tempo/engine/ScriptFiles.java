package dev.tempo.engine;

import dev.tempo.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Where the scripts of jobs lie: {@code scripts/<key>/<last part of the key>.<suffix>}, a {@code :}
 * in the key being a folder. Thread-safe.
 */
final class ScriptFiles {
  private static final int MAX_PART = 100;

  private final Path root;

  ScriptFiles(Path root) {
    this.root = root;
  }

  /** The directory that is the job's own; it exists afterwards. */
  Path directory(Job job) {
    Path directory = root;
    for (String part : job.key().split(":")) {
      directory = directory.resolve(safe(part));
    }
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the job's directory " + directory, e);
    }
  }

  /**
   * Writes a script, unless the file already says the same. Never in place: a shell reads the file
   * while it runs, so a run that is under way must keep the one it started with.
   */
  Path write(Job job, String suffix, String content) {
    Path directory = directory(job);
    Path script = directory.resolve(directory.getFileName() + suffix);
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try {
      if (Files.exists(script) && java.util.Arrays.equals(Files.readAllBytes(script), bytes)) {
        return script;
      }
      Path fresh = directory.resolve("." + UUID.randomUUID() + suffix);
      Files.write(fresh, bytes);
      return Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the script " + script, e);
    }
  }

  /** A name that is one harmless part of a path on every file system. */
  static String safe(String part) {
    String plain = part.replaceAll("[^\\p{L}\\p{N}._ -]", "_").strip();
    String visible = plain.startsWith(".") || plain.isEmpty() ? "_" + plain : plain;
    if (visible.length() <= MAX_PART && plain.equals(part)) {
      return visible;
    }
    String start = visible.substring(0, Math.min(visible.length(), MAX_PART));
    return start + "-" + Integer.toHexString(part.hashCode());
  }
}
