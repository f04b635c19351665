package dev.tempo.python.environment;

import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.io.Directories;
import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.internal.message.PythonMessages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is on disk of one job's environments:
 *
 * <pre>
 * (build)/   one for each build
 * current    the build in use
 * failure    why the last build came to nothing
 * link       where a .venv is offered
 * </pre>
 *
 * @param path absolute
 */
record JobEnvironmentDirectory(Path path) {
  /** The name of the link beside a script. */
  static final String LINK_NAME = ".venv";

  /**
   * A build that came to nothing.
   *
   * @param need what it was for
   */
  record Failed(String need, BuildFailure failure) {}

  String job() {
    return path.getFileName().toString();
  }

  BuildDirectory build(String id) {
    return new BuildDirectory(path.resolve(id));
  }

  /** All that may be a build. */
  List<BuildDirectory> builds() throws IOException {
    return Directories.list(path, "[!.]*").stream()
        .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
        .map(BuildDirectory::new)
        .toList();
  }

  /** The name of the build in use. */
  Optional<String> current() throws IOException {
    return read("current").map(fields -> fields.get("build").orElse(""));
  }

  /** Puts a build to use, at once, and forgets the last failure. */
  void use(BuildDirectory build) throws IOException {
    write("current", file().put("build", build.id()));
    Files.deleteIfExists(path.resolve("failure"));
  }

  Optional<Failed> failure() throws IOException {
    Optional<KeyValueFile> fields = read("failure");
    return fields.isEmpty() ? Optional.empty() : Optional.of(failed(fields.get()));
  }

  private static Failed failed(KeyValueFile fields) throws IOException {
    return new Failed(
        fields.require("need"),
        new BuildFailure(
            BuildProgress.Phase.valueOf(fields.require("phase")),
            fields.require("message"),
            Instant.parse(fields.require("at"))));
  }

  void fail(Failed failed) throws IOException {
    Files.createDirectories(path);
    BuildFailure failure = failed.failure();
    write(
        "failure",
        file()
            .put("need", failed.need())
            .put("phase", failure.phase().name())
            .put("message", failure.message())
            .put("at", failure.at()));
  }

  /** Remembers where a link is offered. */
  void offerLink(Path directory) throws IOException {
    Files.createDirectories(path);
    write("link", file().put("directory", directory));
  }

  /**
   * Makes the link that was offered point to a build. What is no link of ours is left alone.
   *
   * @return a sentence why it was not made; empty if it was, or none is offered
   */
  Optional<String> renewLink(BuildDirectory build) throws IOException {
    Optional<Path> offered = link();
    if (offered.isEmpty()) {
      return Optional.empty();
    }
    Path link = offered.get();
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !isOurs(link)) {
      return Optional.of(PythonMessages.LINK_TAKEN.text(link));
    }
    AtomicFiles.link(link, build.tree());
    return Optional.empty();
  }

  /** Takes the link away again. */
  void removeLink() throws IOException {
    Optional<Path> offered = link();
    if (offered.isPresent() && isOurs(offered.get())) {
      Files.deleteIfExists(offered.get());
    }
  }

  /** Deletes what was about to be written when a process was killed; nobody may write now. */
  void deleteTemporaries() throws IOException {
    AtomicFiles.deleteTemporaries(path);
    Optional<Path> offered = link().map(Path::getParent).filter(Files::isDirectory);
    if (offered.isPresent()) {
      AtomicFiles.deleteTemporaries(offered.get());
    }
  }

  private Optional<Path> link() throws IOException {
    Optional<KeyValueFile> fields = read("link");
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(fields.get().require("directory")).resolve(LINK_NAME));
  }

  private static KeyValueFile file() {
    return KeyValueFile.in(KeyValueFile.Form.ESCAPED);
  }

  private void write(String name, KeyValueFile fields) throws IOException {
    fields.writeDurably(path.resolve(name));
  }

  private Optional<KeyValueFile> read(String name) throws IOException {
    return KeyValueFile.read(path.resolve(name), KeyValueFile.Form.ESCAPED);
  }

  private boolean isOurs(Path link) throws IOException {
    return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).startsWith(path);
  }
}
