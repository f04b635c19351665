package dev.tempo.python.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Copies a virtual environment by hard links: a second name for each file, and no second copy of
 * its content. Where the file system has no hard links, files are copied.
 *
 * <p>A virtual environment cannot be renamed, because some of its files name its path: {@code
 * pyvenv.cfg}, the programs in {@code bin} (in their first line) and {@code .pth} files. Those are
 * rewritten. Compiled files ({@code .pyc}) name it, too, but Python sets their paths right when it
 * loads them. Python and pip write a new file in the place of an old one, so that the names that
 * others have stay as they are; who changes a file in place, changes it for all who share it.
 */
final class HardLinkCopier extends SimpleFileVisitor<Path> {
  private static final long MOST_REWRITTEN_BYTES = 1 << 20;

  private final Path from;
  private final Path to;
  private boolean links = true;

  private HardLinkCopier(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Copies an environment.
   *
   * @param from its root, which must not change meanwhile
   * @param to an existing directory, which stays without what in {@code from} is Tempo's own
   */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(from, new HardLinkCopier(from, to));
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (isOwn(directory)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (!directory.equals(from)) {
      Files.createDirectory(target(directory));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (isOwn(file)) {
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isSymbolicLink()) {
      copyLink(file);
    } else if (!namesItsPlace(file) || !rewrite(file, attributes)) {
      link(file);
    }
    return FileVisitResult.CONTINUE;
  }

  private boolean isOwn(Path path) {
    return from.equals(path.getParent())
        && path.getFileName().toString().startsWith(BuildDirectory.OWN);
  }

  private Path target(Path path) {
    return to.resolve(from.relativize(path));
  }

  private void copyLink(Path link) throws IOException {
    Path destination = Files.readSymbolicLink(link);
    Files.createSymbolicLink(
        target(link), destination.startsWith(from) ? target(destination) : destination);
  }

  private boolean namesItsPlace(Path file) {
    String folder = file.getParent().getFileName().toString();
    String name = file.getFileName().toString();
    return folder.equals("bin")
        || folder.equals("Scripts")
        || name.equals("pyvenv.cfg")
        || name.endsWith(".pth");
  }

  /** Whether the file named its place, and so was rewritten. */
  private boolean rewrite(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.size() > MOST_REWRITTEN_BYTES) {
      return false;
    }
    // Every byte is one character, so that what is not text stays as it is.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String oldPlace = latin(from);
    if (!text.contains(oldPlace) || text.indexOf('\0') >= 0) {
      return false;
    }
    Path target = target(file);
    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(target, text.replace(oldPlace, latin(to)), StandardCharsets.ISO_8859_1);
    return true;
  }

  private static String latin(Path path) {
    return new String(
        path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private void link(Path file) throws IOException {
    if (links) {
      try {
        Files.createLink(target(file), file);
        return;
      } catch (UnsupportedOperationException | FileSystemException e) {
        links = false;
      }
    }
    Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES);
  }
}
