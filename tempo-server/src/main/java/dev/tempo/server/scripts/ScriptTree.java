package dev.tempo.server.scripts;

import dev.tempo.files.RegularFile;
import dev.tempo.files.Trees;
import dev.tempo.server.naming.SafeNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the directories of jobs follow when jobs are moved and deleted. The engine writes a script
 * to {@code scripts/<folder…>/<safe name>/<safe name>.py} before it runs; a job's key is that path,
 * with colons.
 *
 * <p>Never leaves its root: keys that are not made of safe names, as programs may choose, are left
 * alone, and so is everything behind a symbolic link. A failure is logged and does not fail the
 * change of the job, whose script the engine writes anew anyway.
 *
 * <p>Thread-safe, as long as one job is not moved by two threads.
 */
public final class ScriptTree {
  private static final Logger LOG = LoggerFactory.getLogger(ScriptTree.class);

  private static final String REQUIREMENTS =
      "# Written by Tempo from the requirements of the job; change them there.\n";

  private final Path root;

  /** Below a root, which need not exist. */
  public ScriptTree(Path root) {
    this.root = root;
  }

  /** Moves a job's directory with all that is in it, and renames its script. */
  public void move(String fromKey, String toKey) {
    Optional<Path> from = directory(fromKey).filter(ScriptTree::isDirectory);
    Optional<Path> to = directory(toKey);
    if (from.isEmpty() || to.isEmpty()) {
      return;
    }
    try {
      if (Files.exists(to.get(), LinkOption.NOFOLLOW_LINKS)) {
        LOG.warn("{} stays where it is: {} is there already", from.get(), to.get());
        return;
      }
      Files.createDirectories(to.get().getParent());
      Files.move(from.get(), to.get(), StandardCopyOption.ATOMIC_MOVE);
      renameScript(to.get(), last(fromKey), last(toKey));
      deleteEmptyParents(from.get());
    } catch (IOException e) {
      LOG.warn("{} could not be moved to {}: {}", from.get(), to.get(), e.toString());
    }
  }

  /**
   * Makes a job's directory, and keeps its requirements there as a file for people and tools. A
   * file of that name that somebody else wrote is left alone while the job has no requirements.
   */
  public void keep(String key, List<String> requirements) {
    Optional<Path> directory = directory(key);
    if (directory.isEmpty() || Files.isSymbolicLink(directory.get())) {
      return;
    }
    Path file = directory.get().resolve("requirements.txt");
    try {
      Files.createDirectories(directory.get());
      if (!requirements.isEmpty()) {
        write(file, REQUIREMENTS + String.join("\n", requirements) + "\n");
      } else if (isOurs(file)) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.warn("{} could not be kept: {}", file, e.toString());
    }
  }

  /** The job's directory if it is there. */
  public Optional<Path> existing(String key) {
    return directory(key).filter(ScriptTree::isDirectory);
  }

  /** What lies in a job's directory beside what Tempo writes there itself. */
  JobFiles others(String key) {
    Optional<Path> directory = existing(key);
    if (directory.isEmpty()) {
      return JobFiles.NONE;
    }
    try {
      return JobFiles.in(directory.get(), way -> isOwn(last(key), way.toString()));
    } catch (IOException e) {
      LOG.warn("{} could not be looked through: {}", directory.get(), e.toString());
      return JobFiles.NONE;
    }
  }

  /**
   * Moves a job's directory with all that is in it to a place where nothing is.
   *
   * @return false if there is none
   */
  boolean moveOut(String key, Path target) throws IOException {
    Optional<Path> directory = existing(key);
    if (directory.isEmpty()) {
      return false;
    }
    Files.move(directory.get(), target, StandardCopyOption.ATOMIC_MOVE);
    deleteEmptyParents(directory.get());
    return true;
  }

  /**
   * A job's directory, which exists afterwards.
   *
   * @throws IOException if it cannot be made, or its key cannot be a directory
   */
  Path made(String key) throws IOException {
    Path directory =
        directory(key).orElseThrow(() -> new IOException("'" + key + "' can be no directory"));
    return Files.createDirectories(directory);
  }

  /**
   * Moves files into a job's directory that lay there once, which stay whose they are. What is
   * there stays as it is, and so does what Tempo writes there itself.
   *
   * @param from a directory of the same shape, which nobody else changes; need not exist
   * @return how many files came back
   * @throws IOException if one cannot be moved; then none came back
   */
  public int adopt(String key, Path from) throws IOException {
    Optional<Path> directory = directory(key);
    if (!isDirectory(from) || directory.isEmpty()) {
      return 0;
    }
    return FileAdoption.move(from, made(key), name -> isOwn(last(key), name.toString()));
  }

  /** The script under each name that it may have, what Python makes of it, and its environment. */
  private static boolean isOwn(String name, String inside) {
    boolean script = inside.startsWith(name + ".") && Set.of(".py", ".sh").contains(suffix(inside));
    return script || Set.of(".venv", "__pycache__", "requirements.txt").contains(inside);
  }

  private static String suffix(String name) {
    return name.substring(Math.max(0, name.lastIndexOf('.')));
  }

  /** Deletes a job's directory with all that is in it. Links are deleted, not what they lead to. */
  public void delete(String key) {
    Optional<Path> directory = directory(key).filter(ScriptTree::isDirectory);
    if (directory.isEmpty()) {
      return;
    }
    try {
      Trees.delete(directory.get());
      deleteEmptyParents(directory.get());
    } catch (IOException e) {
      LOG.warn("{} could not be deleted: {}", directory.get(), e.toString());
    }
  }

  /** A job's directory; empty if its key cannot be one below the root. */
  private Optional<Path> directory(String key) {
    Path directory = root;
    for (String part : key.split(":", -1)) {
      if (!directory.equals(root) && isNoWay(directory) || !SafeNames.isSafe(part)) {
        return Optional.empty();
      }
      directory = directory.resolve(part);
    }
    return Optional.of(directory);
  }

  /** What is a link, or may be one at the next moment: scripts of another account own it. */
  private static boolean isNoWay(Path directory) {
    try {
      return Files.isSymbolicLink(directory) || isDirectory(directory) && Trees.isOthers(directory);
    } catch (IOException e) {
      LOG.debug("{} is gone", directory, e);
      return false;
    }
  }

  /** Never in place, and never through a link that a script may have put there. */
  private static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Arrays.equals(RegularFile.read(file, bytes.length + 1), bytes)) {
      return;
    }
    Path fresh = file.resolveSibling("." + UUID.randomUUID() + ".tmp");
    Files.writeString(fresh, text, StandardOpenOption.CREATE_NEW);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isOurs(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    byte[] start = RegularFile.read(file, REQUIREMENTS.length());
    return new String(start, StandardCharsets.ISO_8859_1).equals(REQUIREMENTS);
  }

  private static void renameScript(Path directory, String from, String to) throws IOException {
    for (String suffix : new String[] {".py", ".sh"}) {
      Path script = directory.resolve(from + suffix);
      if (!from.equals(to) && Files.isRegularFile(script, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(script, directory.resolve(to + suffix), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private void deleteEmptyParents(Path directory) throws IOException {
    Path parent = directory.getParent();
    while (!parent.equals(root) && isEmpty(parent)) {
      Files.delete(parent);
      parent = parent.getParent();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      return content.findAny().isEmpty();
    }
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf(':') + 1);
  }
}
