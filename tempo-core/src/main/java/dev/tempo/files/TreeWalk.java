package dev.tempo.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;

/**
 * Goes through a directory in which others may go on working, with each directory held on the way
 * ({@link HeldDirectory}): nobody can lead the walk elsewhere. Entries come in the order of their
 * names; what is gone when its turn comes is passed over.
 */
public final class TreeWalk {
  private static final int MOST_DEPTH = 128;

  private final Visitor visitor;

  private TreeWalk(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Is told what there is. A way is relative to where the walk began. */
  public interface Visitor {

    /** A directory comes; true to go through it. */
    boolean enter(Path way) throws IOException;

    /**
     * The same, for who wants to know more of it.
     *
     * @param in the directory that holds it
     */
    default boolean enter(HeldDirectory in, Path way) throws IOException {
      return enter(way);
    }

    /**
     * Anything else is there.
     *
     * @param in the directory that holds it
     * @param way its last part is its name there
     * @return false to end the walk
     */
    boolean visit(HeldDirectory in, Path way, BasicFileAttributes attributes) throws IOException;

    /** A directory was gone through that had so many entries. */
    void leave(Path way, int entries) throws IOException;

    /** Something cannot be looked at; the walk goes on. */
    void fail(Path way, IOException problem) throws IOException;
  }

  /**
   * Goes through a directory.
   *
   * @param directory the way to it must not be others' to change
   * @throws IOException if it cannot be opened or read, or what the visitor throws
   */
  public static void through(Path directory, Visitor visitor) throws IOException {
    try (HeldDirectory root = HeldDirectory.open(directory)) {
      through(root, visitor);
    }
  }

  /**
   * Goes through a directory that is held already, and stays so.
   *
   * @throws IOException if it cannot be read, or what the visitor throws
   */
  public static void through(HeldDirectory root, Visitor visitor) throws IOException {
    new TreeWalk(visitor).each(root, Path.of(""), names(root), 0);
  }

  /** False once the visitor has enough. */
  private boolean each(HeldDirectory in, Path way, List<Path> names, int depth) throws IOException {
    for (Path name : names) {
      if (!one(in, name, way.resolve(name), depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean one(HeldDirectory in, Path name, Path way, int depth) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = in.attributes(name);
    } catch (NoSuchFileException e) {
      return true; // gone meanwhile
    } catch (IOException e) {
      visitor.fail(way, e);
      return true;
    }
    if (!attributes.isDirectory()) {
      return visitor.visit(in, way, attributes);
    }
    return !visitor.enter(in, way) || inner(in, name, way, depth + 1);
  }

  private boolean inner(HeldDirectory in, Path name, Path way, int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      visitor.fail(way, new FileSystemException(way.toString(), null, "is nested too deeply"));
      return true;
    }
    HeldDirectory directory;
    List<Path> names;
    try {
      directory = in.enter(name);
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      visitor.fail(way, e);
      return true;
    }
    try (directory) {
      try {
        names = names(directory);
      } catch (IOException e) {
        visitor.fail(way, e);
        return true;
      }
      boolean goOn = each(directory, way, names, depth);
      visitor.leave(way, names.size());
      return goOn;
    }
  }

  private static List<Path> names(HeldDirectory directory) throws IOException {
    List<Path> names = directory.names();
    Collections.sort(names);
    return names;
  }
}
