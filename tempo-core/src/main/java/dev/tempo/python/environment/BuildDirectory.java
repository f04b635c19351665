package dev.tempo.python.environment;

import dev.tempo.files.Trees;
import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.io.Directories;
import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.internal.text.PythonText;
import dev.tempo.process.OsAccount;
import dev.tempo.python.Interpreter;
import dev.tempo.python.PythonVersion;
import dev.tempo.python.requirement.LockedPackage;
import dev.tempo.python.requirement.Requirements;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The directory of one build, which is the root of its virtual environment. Tempo's own files in it
 * begin with {@value #OWN}:
 *
 * <pre>
 * tempo-build        what it is, and whether it is ready; without it the directory is rubbish
 * tempo-pins/(run)   empty; a run that uses it
 * tempo-wanted.txt   what the installer reads
 * venv/              the environment, where another account fills it; else it is the directory itself
 * </pre>
 *
 * <p>While another account fills the environment it owns {@code venv}, and nothing else here. What
 * it has made becomes this process's own before any of it is read.
 *
 * @param path absolute
 */
record BuildDirectory(Path path) {
  static final String OWN = "tempo-";
  private static final String TREE = "venv";
  private static final FileAttribute<?>[] OWNER_ONLY =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];
  private static final String FIELD_STATE = "state";
  private static final String READY = "ready";

  /**
   * A finished build.
   *
   * @param share equal for builds of which one may be copied for the other
   */
  record Ready(PythonEnvironment environment, String share) {}

  private Path record() {
    return path.resolve(OWN + "build");
  }

  private Path pins() {
    return path.resolve(OWN + "pins");
  }

  Path wanted() {
    return path.resolve(OWN + "wanted.txt");
  }

  String id() {
    return path.getFileName().toString();
  }

  /** The environment. */
  Path tree() {
    Path apart = path.resolve(TREE);
    return Files.isDirectory(apart, LinkOption.NOFOLLOW_LINKS) ? apart : path;
  }

  /**
   * Makes the directory, and says in it that it is being built.
   *
   * @param account who may fill it; empty for this process alone
   */
  void begin(EnvironmentSpec spec, Optional<OsAccount> account) throws IOException {
    Files.createDirectories(path.getParent());
    Files.createDirectory(path);
    file().put(FIELD_STATE, "building").put("job", spec.job()).writeDurably(record());
    if (account.isPresent()) {
      Files.createDirectory(path.resolve(TREE));
    }
  }

  /** Lets another account fill the environment. */
  void hand(OsAccount account) throws IOException {
    account.requireOwnership(tree());
  }

  /** Writes what is to be installed; it may hold credentials, so only the installer can read it. */
  void want(List<String> lines, Optional<OsAccount> account) throws IOException {
    if (lines.stream().anyMatch(line -> PythonText.LINE_END.matcher(line).find())) {
      throw new IOException("A requirement is more than one line");
    }
    Files.createFile(wanted(), OWNER_ONLY);
    if (account.isPresent()) {
      account.get().requireOwnership(wanted());
    }
    Files.write(wanted(), lines);
  }

  /** Makes what another account has filled this process's own. */
  void takeOver() throws IOException {
    if (!tree().equals(path)) {
      Trees.takeOver(tree());
    }
  }

  /** Says that it is ready; durable when it returns. */
  void finish(Ready ready) throws IOException {
    EnvironmentSpec spec = ready.environment().spec();
    String lock =
        ready.environment().lock().stream()
            .map(BuildDirectory::line)
            .collect(Collectors.joining("\n"));
    file()
        .put(FIELD_STATE, READY)
        .put("job", spec.job())
        .put("python", spec.interpreter().executable())
        .put("version", spec.interpreter().version())
        .put("pip", spec.interpreter().pipVersion())
        .put("requirements", spec.requirements().normalised())
        .put("share", ready.share())
        .put("lock", lock)
        .put("builtAt", ready.environment().builtAt())
        .writeDurably(record());
  }

  private static KeyValueFile file() {
    return KeyValueFile.in(KeyValueFile.Form.ESCAPED);
  }

  private static String line(LockedPackage locked) {
    return locked.name()
        + " "
        + locked.version()
        + locked.origin().map(url -> " " + url).orElse("");
  }

  /** What it is; empty if it was not finished. */
  Optional<Ready> read() throws IOException {
    Optional<KeyValueFile> fields = KeyValueFile.read(record(), KeyValueFile.Form.ESCAPED);
    return fields.isPresent() && fields.get().get(FIELD_STATE).equals(Optional.of(READY))
        ? Optional.of(ready(fields.get()))
        : Optional.empty();
  }

  private Ready ready(KeyValueFile fields) throws IOException {
    Interpreter interpreter =
        new Interpreter(
            Path.of(fields.require("python")),
            PythonVersion.parse(fields.require("version")),
            fields.get("pip"));
    EnvironmentSpec spec =
        new EnvironmentSpec(
            fields.require("job"), interpreter, Requirements.parse(fields.require("requirements")));
    PythonEnvironment environment =
        new PythonEnvironment(
            spec,
            id(),
            tree(),
            lock(fields.require("lock")),
            Instant.parse(fields.require("builtAt")));
    return new Ready(environment, fields.require("share"));
  }

  private static List<LockedPackage> lock(String text) {
    List<LockedPackage> lock = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.split(" ", 3);
      lock.add(
          new LockedPackage(
              parts[0], parts[1], parts.length > 2 ? Optional.of(parts[2]) : Optional.empty()));
    }
    return lock;
  }

  /** Notes that a run uses it; survives a crash. */
  void pin(UUID run) throws IOException {
    Files.createDirectories(pins());
    try {
      Files.createFile(pins().resolve(run.toString()));
    } catch (FileAlreadyExistsException e) {
      // it does already
    }
  }

  void unpin(UUID run) throws IOException {
    Files.deleteIfExists(pins().resolve(run.toString()));
  }

  /** The runs that use it. */
  Set<UUID> pinnedBy() throws IOException {
    Set<UUID> runs = new HashSet<>();
    for (Path pin : Directories.list(pins(), "*")) {
      try {
        runs.add(UUID.fromString(pin.getFileName().toString()));
      } catch (IllegalArgumentException e) {
        Files.delete(pin);
      }
    }
    return runs;
  }

  /** Deletes it; what is left after a crash is recognised as rubbish. */
  void delete() throws IOException {
    Files.deleteIfExists(record());
    AtomicFiles.deleteTree(path);
  }
}
