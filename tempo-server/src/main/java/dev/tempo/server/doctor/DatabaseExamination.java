package dev.tempo.server.doctor;

import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whether each page and index of the databases is sound. What can be copied row by row is put in
 * the place of what is damaged; the damaged file is kept beside it.
 */
final class DatabaseExamination implements Doctor.Examination {
  private static final List<String> COMPANIONS = List.of("-wal", "-shm");

  private final Patient patient;

  DatabaseExamination(Patient patient) {
    this.patient = patient;
  }

  @Override
  public List<Finding> findings() throws IOException {
    List<Finding> found = new ArrayList<>();
    if (!patient.stores().makesCopies()) {
      return found;
    }
    boolean first = true;
    for (String name : patient.stores().copyNames()) {
      Path file = first ? patient.database() : patient.database().resolveSibling(name);
      if (Files.exists(file) && Files.size(file) > 0) {
        look(file, name, first).ifPresent(found::add);
      }
      first = false;
    }
    return found;
  }

  private Optional<Finding> look(Path file, String name, boolean first) throws IOException {
    Optional<String> damage = damage(file);
    if (damage.isEmpty()) {
      return Optional.empty();
    }
    String text = "The file " + file + " is damaged (" + damage.get() + ")";
    Path copies = file.resolveSibling(".doctor-" + UUID.randomUUID());
    if (canBeCopied(copies, name)) {
      return Optional.of(
          Finding.fault(Finding.DATABASE, text + "; all of its rows can still be read")
              .with(
                  "put a sound copy in its place, and keep it as " + kept(file).getFileName(),
                  () -> replace(file, copies, name)));
    }
    if (first) {
      return Optional.of(Finding.fault(Finding.DATABASE, text + ". " + backup()));
    }
    return Optional.of(
        Finding.fault(Finding.DATABASE, text + "; the logs of earlier runs cannot be read")
            .with(
                "begin an empty one, and keep it as " + kept(file).getFileName(),
                () -> setAside(file)));
  }

  private Optional<String> damage(Path file) {
    try {
      return patient.stores().damage(file);
    } catch (StoreException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Tries it, in a directory that is gone again afterwards. */
  private boolean canBeCopied(Path copies, String name) throws IOException {
    PrivateFiles.createDirectories(copies);
    try {
      return copy(copies, name);
    } finally {
      PrivateFiles.delete(copies);
    }
  }

  /** Copies a database row by row, makes its indexes anew; whether the copy is sound. */
  private boolean copy(Path copies, String name) throws IOException {
    try {
      patient.stores().copy(patient.database(), copies);
    } catch (StoreException e) {
      deleteLast(copies); // Of several databases those before a broken one are copied.
    }
    Path copy = copies.resolve(name);
    if (!Files.exists(copy)) {
      return false;
    }
    try {
      patient.stores().rebuildIndexes(copy);
    } catch (StoreException e) {
      return false;
    }
    return damage(copy).isEmpty();
  }

  /** What is half a copy. */
  private void deleteLast(Path copies) throws IOException {
    for (String name : patient.stores().copyNames().reversed()) {
      if (Files.deleteIfExists(copies.resolve(name))) {
        return;
      }
    }
  }

  private void replace(Path file, Path copies, String name) throws IOException {
    PrivateFiles.createDirectories(copies);
    try {
      if (!copy(copies, name)) {
        throw new IOException("It cannot be copied any more");
      }
      setAside(file);
      PrivateFiles.rename(copies.resolve(name), file);
    } finally {
      PrivateFiles.delete(copies);
    }
  }

  private static void setAside(Path file) throws IOException {
    Path kept = kept(file);
    for (String companion : COMPANIONS) {
      Path beside = file.resolveSibling(file.getFileName() + companion);
      if (Files.exists(beside)) {
        Files.move(beside, kept.resolveSibling(kept.getFileName() + companion));
      }
    }
    Files.move(file, kept);
    PrivateFiles.sync(file.toAbsolutePath().getParent());
  }

  /** The first name that is free. */
  private static Path kept(Path file) {
    for (int number = 1; ; number++) {
      Path kept = file.resolveSibling(file.getFileName() + ".damaged-" + number);
      if (!Files.exists(kept)) {
        return kept;
      }
    }
  }

  private String backup() throws IOException {
    Path backups = patient.directory().resolve("backups");
    if (Files.isDirectory(backups)) {
      try (Stream<Path> all = Files.walk(backups)) {
        Optional<Path> newest =
            all.filter(file -> file.toString().endsWith(".tar.gz")).max(Path::compareTo);
        if (newest.isPresent()) {
          return "Go back to the newest backup: tempo restore " + newest.get() + " --force";
        }
      }
    }
    return "Go back to a backup: tempo restore FILE --force";
  }
}
