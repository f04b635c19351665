package dev.tempo.server.scripts;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import dev.tempo.files.Trees;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Moves files into the directory of a job that lay there once, to those that are there. It may be
 * the account's that runs the script, which goes on working there: so each directory on the way is
 * held. For one thread, once.
 */
final class FileAdoption implements TreeWalk.Visitor {
  private static final String DIRECTORY_PERMISSIONS = "rwxr-xr-x";

  private final Path into;
  private final Predicate<Path> left;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> directories = new ArrayList<>();

  private FileAdoption(Path into, Predicate<Path> left) {
    this.into = into;
    this.left = left;
  }

  /**
   * Moves what is not there.
   *
   * @param from a directory of the same shape, which nobody else changes
   * @param left what is not moved, by its name in that directory
   * @return how many files were moved
   * @throws IOException if one cannot be moved; then none was
   */
  static int move(Path from, Path into, Predicate<Path> left) throws IOException {
    Trees.join(from, into);
    FileAdoption adoption = new FileAdoption(into, left);
    try {
      TreeWalk.through(from, adoption);
      adoption.sync();
      return adoption.files.size();
    } catch (IOException e) {
      adoption.takeBack(e);
      throw e;
    }
  }

  @Override
  public boolean enter(Path way) {
    return true;
  }

  @Override
  public boolean enter(HeldDirectory in, Path way) throws IOException {
    if (way.getNameCount() == 1 && left.test(way)) {
      return false;
    }
    Optional<HeldDirectory> above = above(way);
    if (above.isEmpty()) {
      return false;
    }
    try (HeldDirectory held = above.get()) {
      Path name = way.getFileName();
      String permissions = PosixFilePermissions.toString(in.permissions(name));
      held.makeDirectory(
          name, in.permissions(name).isEmpty() ? DIRECTORY_PERMISSIONS : permissions);
      directories.add(way);
      Optional<Trees.Owner> owner = in.owner(name);
      if (owner.isPresent()) {
        held.giveTo(name, owner.get());
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return true; // what is no directory is seen by who goes in
    }
  }

  @Override
  public boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes)
      throws IOException {
    Optional<HeldDirectory> above =
        way.getNameCount() == 1 && left.test(way) ? Optional.empty() : above(way);
    if (above.isPresent()) {
      try (HeldDirectory held = above.get()) {
        Path name = way.getFileName();
        if (!exists(held, name)) {
          in.move(name, held, name);
          files.add(way);
        }
      }
    }
    return true;
  }

  @Override
  public void leave(Path way, int entries) {}

  @Override
  public void fail(Path way, IOException problem) throws IOException {
    throw problem;
  }

  private static boolean exists(HeldDirectory in, Path name) throws IOException {
    try {
      in.attributes(name);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The directory that holds something; empty if there is none, or a link in its place. */
  private Optional<HeldDirectory> above(Path way) throws IOException {
    Path parent = way.getParent();
    return HeldDirectory.openIfThere(into, parent == null ? List.of() : parent);
  }

  /** The files themselves were synced where they lay before. */
  private void sync() throws IOException {
    Set<Path> changed = new LinkedHashSet<>();
    for (List<Path> made : List.of(files, directories)) {
      made.forEach(way -> changed.add(way.resolveSibling("-")));
    }
    for (Path way : changed) {
      Optional<HeldDirectory> above = above(way);
      if (above.isPresent()) {
        try (HeldDirectory held = above.get()) {
          held.sync();
        }
      }
    }
  }

  private void takeBack(IOException failure) {
    for (List<Path> made : List.of(files, directories)) {
      for (Path way : made.reversed()) {
        try {
          Optional<HeldDirectory> above = above(way);
          if (above.isPresent()) {
            try (HeldDirectory held = above.get()) {
              held.delete(way.getFileName());
            }
          }
        } catch (IOException e) {
          failure.addSuppressed(e);
        }
      }
    }
  }
}
