package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.python.Masker;
import dev.tempo.task.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The secrets of runs that are under way. What a run was started with is noted, sealed, in a file
 * of its own: a job may get other secrets while its script goes on printing the old ones, also
 * after the engine was restarted. Thread-safe.
 */
final class RunSecrets {
  private final SecretVault vault;
  private final Path directory;

  RunSecrets(SecretVault vault, Path directory) {
    this.vault = vault;
    this.directory = directory;
  }

  /**
   * The values for a run that starts, by name.
   *
   * @throws dev.tempo.python.SecretException if one cannot be decrypted
   */
  Map<String, String> begin(UUID runId, Job job) {
    Map<String, Secret> secrets = SecretVault.secrets(job);
    Map<String, String> values = vault.values(job);
    if (!secrets.isEmpty()) {
      List<String> lines =
          secrets.entrySet().stream()
              .map(secret -> secret.getValue().text() + " " + secret.getKey())
              .toList();
      note(runId, lines);
    }
    return values;
  }

  /**
   * Masks what a run was started with, by this engine or an earlier one.
   *
   * @throws dev.tempo.python.SecretException if one cannot be decrypted
   */
  Masker masker(UUID runId, Job job) {
    try {
      if (!Files.exists(file(runId))) {
        return Masker.of(List.of());
      }
      Map<String, Secret> secrets = new LinkedHashMap<>();
      for (String line : Files.readAllLines(file(runId))) {
        String[] parts = line.split(" ", 2);
        secrets.put(parts[1], Secret.sealed(parts[0]));
      }
      return Masker.of(vault.values(job.id(), secrets).values());
    } catch (IOException e) {
      throw new UncheckedIOException("The note of secrets " + file(runId) + " cannot be read", e);
    }
  }

  /** The run has ended for good. */
  void forget(UUID runId) {
    try {
      Files.deleteIfExists(file(runId));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The note of secrets " + file(runId) + " cannot be deleted", e);
    }
  }

  private void note(UUID runId, List<String> lines) {
    try {
      Files.createDirectories(directory);
      Path fresh = Files.write(directory.resolve("." + runId), lines);
      Files.move(fresh, file(runId), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The secrets of run " + runId + " cannot be noted in " + directory, e);
    }
  }

  private Path file(UUID runId) {
    return directory.resolve(runId.toString());
  }
}
