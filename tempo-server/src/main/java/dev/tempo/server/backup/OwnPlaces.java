package dev.tempo.server.backup;

import dev.tempo.server.storage.RealPath;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a backup neither takes as files nor puts files in the place of, wherever in the data
 * directory it lies: the databases, which are copied by themselves, and the backups. Immutable.
 */
final class OwnPlaces {
  private static final List<String> BESIDE_DATABASE = List.of("", "-wal", "-shm", "-journal");

  private final Path directory;
  private final Set<Path> places = new HashSet<>();

  /**
   * Of a data directory.
   *
   * @param database the file of {@code tempo.db}, wherever it lies
   * @param backups where backups lie
   */
  OwnPlaces(Path directory, Path database, Path backups) {
    this.directory = RealPath.of(directory);
    for (String suffix : BESIDE_DATABASE) {
      add(directory, database.resolveSibling(database.getFileName() + suffix));
      add(directory, database.resolveSibling("logs.db" + suffix));
    }
    add(directory, database.resolveSibling("tempo.lock"));
    add(directory, backups);
  }

  /** By the way that leads there, and by where that leads. */
  private void add(Path data, Path place) {
    Path way = place.toAbsolutePath().normalize();
    Path from = data.toAbsolutePath().normalize();
    places.add(way.startsWith(from) ? directory.resolve(from.relativize(way)) : way);
    places.add(RealPath.of(way));
    if (way.getParent() != null) {
      places.add(RealPath.of(way.getParent()).resolve(way.getFileName()));
    }
  }

  /** The data directory, without links. */
  Path directory() {
    return directory;
  }

  /** Whether something is one of them, by its way from the data directory. */
  boolean isOne(Path way) {
    return places.contains(directory.resolve(way));
  }

  /** Whether something is one of them or holds one, by its way from the data directory. */
  boolean isOrHoldsOne(Path way) {
    Path path = directory.resolve(way);
    return places.stream().anyMatch(place -> place.startsWith(path));
  }
}
