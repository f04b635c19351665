package dev.tempo.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Deletes and takes over directories in which others may go on working, as only root can.
 *
 * <p>From the top down, each directory is made this process's own and closed to others <em>before
 * it is listed</em>. From then on nobody else can put another thing in the place of one of its
 * entries: whether one may is asked under the same lock of the kernel under which the entry
 * changes. So what an entry was found to be it still is when it is deleted, entered or given away,
 * and names are as good as descriptors. What lies above must be this process's own from the
 * beginning. Links are dealt with, never what they lead to; nothing is opened but directories.
 */
public final class Trees {
  private static final LinkOption NOT_LINKS = LinkOption.NOFOLLOW_LINKS;
  private static final Set<PosixFilePermission> CLOSED =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> READABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private static final Integer ROOT = 0;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  /** Deeper ones are moved up, since names must not be longer than the system allows. */
  private static final int MOST_DEPTH = 40;

  private Trees() {}

  /**
   * Deletes a file, a link or a directory with all that is in it; nothing if it is gone.
   *
   * @param entry in a directory that nobody else may write
   * @throws IOException if something cannot be deleted; the rest of its directory is, then
   */
  public static void delete(Path entry) throws IOException {
    Objects.requireNonNull(entry, "entry");
    Deque<Path> left = new ArrayDeque<>(List.of(entry));
    while (!left.isEmpty()) {
      delete(left.remove(), 0, entry, left);
    }
  }

  private static void delete(Path entry, int depth, Path top, Deque<Path> left) throws IOException {
    if (Files.isDirectory(entry, NOT_LINKS)) {
      if (depth > MOST_DEPTH) {
        Path higher = top.resolveSibling(".deleted-" + UUID.randomUUID());
        Files.move(entry, higher);
        left.add(higher);
        return;
      }
      close(entry, CLOSED);
      for (Path inner : list(entry)) {
        delete(inner, depth + 1, top, left);
      }
    }
    Files.deleteIfExists(entry);
  }

  /**
   * Makes a directory and all that its owner has in it this process's own; others may read it
   * afterwards, and not write. What belongs to third ones, as by a further name for a file of
   * theirs, stays as it is.
   *
   * @param directory in a directory that nobody else may write
   * @throws IOException if that cannot be done, or it is nested too deeply
   */
  public static void takeOver(Path directory) throws IOException {
    Objects.requireNonNull(directory, "directory");
    takeOver(directory, owner(directory), 0);
  }

  private static void takeOver(Path directory, Object former, int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      throw new FileSystemException(directory.toString(), null, "is nested too deeply");
    }
    close(directory, READABLE);
    for (Path entry : list(directory)) {
      Map<String, Object> is = Files.readAttributes(entry, "unix:uid,isDirectory", NOT_LINKS);
      boolean ofFormer = is.get("uid").equals(former);
      if (ofFormer && (boolean) is.get("isDirectory")) {
        takeOver(entry, former, depth + 1);
      } else if (ofFormer) {
        takeOverFile(entry);
      }
    }
  }

  /**
   * Whom something is to belong to.
   *
   * @param userId the user's number
   * @param groupId the group's
   */
  public record Owner(int userId, int groupId) {}

  /**
   * Gives a directory to another account, with all in it that belongs to its former owners, and
   * with the directories that are this process's own, as after an end in the middle of it. What
   * belongs to third ones stays as it is, and so do files with further names: those may lie where
   * only a former owner could go.
   *
   * @param directory in a directory that nobody else may write
   * @param former the numbers of users; not this process's own
   * @throws IOException if that cannot be done, or it is nested too deeply
   */
  public static void give(Path directory, Owner to, Set<Integer> former) throws IOException {
    give(directory, to, former, 0);
  }

  /**
   * Sees to it that what is moved from one directory into another fares as what lies in that one:
   * it is given to its owner; or, if that is this process, the other directory becomes that of the
   * first one's owner and is closed to others.
   *
   * @param from in a directory that nobody else may write
   * @param to likewise
   * @throws IOException if that cannot be done, or it is nested too deeply
   */
  public static void join(Path from, Path to) throws IOException {
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(from, "from");
    if (!isOthers(from) || owner(from).equals(owner(to))) {
      return;
    }
    if (isOthers(to)) {
      give(from, ownerOf(to), Set.of((Integer) owner(from)));
    } else {
      own(to, ownerOf(from));
      Files.setPosixFilePermissions(to, CLOSED);
    }
  }

  private static Owner ownerOf(Path path) throws IOException {
    return new Owner((int) owner(path), (int) Files.getAttribute(path, "unix:gid", NOT_LINKS));
  }

  private static void give(Path directory, Owner to, Set<Integer> former, int depth)
      throws IOException {
    if (depth > MOST_DEPTH) {
      throw new FileSystemException(directory.toString(), null, "is nested too deeply");
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory, NOT_LINKS);
    close(directory, CLOSED);
    for (Path entry : list(directory)) {
      Map<String, Object> is = Files.readAttributes(entry, "unix:uid,nlink,isDirectory", NOT_LINKS);
      boolean ofFormer = former.contains((Integer) is.get("uid"));
      if ((boolean) is.get("isDirectory")) {
        if (ofFormer || ROOT.equals(is.get("uid"))) {
          give(entry, to, former, depth + 1);
        }
      } else if (ofFormer && is.get("nlink").equals(1)) {
        own(entry, to);
      }
    }
    own(directory, to);
    Files.setPosixFilePermissions(directory, permissions);
  }

  private static void own(Path path, Owner to) throws IOException {
    Files.setAttribute(path, "unix:gid", to.groupId(), NOT_LINKS);
    Files.setAttribute(path, "unix:uid", to.userId(), NOT_LINKS);
  }

  private static void takeOverFile(Path file) throws IOException {
    own(file);
    if (Files.isRegularFile(file, NOT_LINKS)) {
      Set<PosixFilePermission> now = EnumSet.noneOf(PosixFilePermission.class);
      now.addAll(Files.getPosixFilePermissions(file, NOT_LINKS));
      now.remove(PosixFilePermission.GROUP_WRITE);
      now.remove(PosixFilePermission.OTHERS_WRITE);
      Files.setPosixFilePermissions(file, now);
    }
  }

  /**
   * True for what belongs to another account while this process is root's: that one may change it
   * at any moment.
   */
  public static boolean isOthers(Path path) throws IOException {
    Objects.requireNonNull(path, "path");
    return POSIX && ROOT.equals(self()) && !ROOT.equals(owner(path));
  }

  /** Makes a directory this process's own, if it may, and closes it to others. */
  private static void close(Path directory, Set<PosixFilePermission> permissions)
      throws IOException {
    if (POSIX) {
      own(directory);
      if (self().equals(owner(directory))) {
        Files.setPosixFilePermissions(directory, permissions);
      }
    }
  }

  private static void own(Path path) throws IOException {
    if (isOthers(path)) {
      Files.setAttribute(path, "unix:uid", ROOT, NOT_LINKS);
      Files.setAttribute(path, "unix:gid", ROOT, NOT_LINKS);
    }
  }

  private static Object self() throws IOException {
    return owner(Path.of("/proc/self"));
  }

  private static Object owner(Path path) throws IOException {
    return Files.exists(path, NOT_LINKS) ? Files.getAttribute(path, "unix:uid", NOT_LINKS) : -1;
  }

  private static List<Path> list(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return entries;
  }
}
