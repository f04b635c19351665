package dev.tempo.webapp;

import dev.tempo.internal.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which port the script of a run was given, so that it is found again after a restart.
 * Implementations must be thread-safe.
 */
public interface PortNotes {

  /** Notes the port of a run, before its process starts. */
  void put(UUID runId, int port);

  /** Returns the port of a run; empty if none was noted. */
  OptionalInt find(UUID runId);

  /** Forgets the port of a run, which has ended. */
  void remove(UUID runId);

  /** Returns notes that are gone with this process, for a host that leaves no script running. */
  static PortNotes inMemory() {
    return new InMemory();
  }

  /**
   * Returns notes in files, one for each run, named by its id.
   *
   * @param directory where they lie; made when it is needed
   */
  static PortNotes inDirectory(Path directory) {
    return new InDirectory(Objects.requireNonNull(directory, "directory"));
  }

  /** In a map. */
  final class InMemory implements PortNotes {
    private final Map<UUID, Integer> ports = new ConcurrentHashMap<>();

    private InMemory() {}

    @Override
    public void put(UUID runId, int port) {
      ports.put(Objects.requireNonNull(runId, "runId"), port);
    }

    @Override
    public OptionalInt find(UUID runId) {
      Integer port = ports.get(Objects.requireNonNull(runId, "runId"));
      return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    @Override
    public void remove(UUID runId) {
      ports.remove(Objects.requireNonNull(runId, "runId"));
    }
  }

  /** In files. */
  final class InDirectory implements PortNotes {
    private final Path directory;

    private InDirectory(Path directory) {
      this.directory = directory;
    }

    @Override
    public void put(UUID runId, int port) {
      Path file = file(runId);
      try {
        Files.createDirectories(directory);
        AtomicFiles.write(file, Integer.toString(port));
      } catch (IOException e) {
        throw new UncheckedIOException("The port of a page cannot be noted in " + file, e);
      }
    }

    @Override
    public OptionalInt find(UUID runId) {
      Path file = file(runId);
      try {
        return Files.exists(file)
            ? OptionalInt.of(Integer.parseInt(Files.readString(file).strip()))
            : OptionalInt.empty();
      } catch (IOException e) {
        throw new UncheckedIOException("The port of a page cannot be read from " + file, e);
      } catch (NumberFormatException e) {
        return OptionalInt.empty(); // somebody else has written it
      }
    }

    @Override
    public void remove(UUID runId) {
      Path file = file(runId);
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("The note of a port cannot be deleted: " + file, e);
      }
    }

    private Path file(UUID runId) {
      return directory.resolve(Objects.requireNonNull(runId, "runId").toString());
    }
  }
}
