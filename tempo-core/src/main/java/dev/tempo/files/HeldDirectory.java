package dev.tempo.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A directory that is held open, so that whoever renames it, or puts a link in its place, changes
 * nothing for who goes through it ({@code openat(2)}). Its entries are named by their last part
 * alone; none is followed if it is a link.
 *
 * {@snippet :
 * try (HeldDirectory job = HeldDirectory.open(scripts.resolve("report"))) {
 *   for (Path name : job.names()) {
 *     if (job.attributes(name).isDirectory()) {
 *       try (HeldDirectory inner = job.enter(name)) { … }
 *     } else if (job.attributes(name).isRegularFile()) {
 *       try (FileChannel content = job.read(name)) { … }
 *     }
 *   }
 * }
 * }
 *
 * <p>Where the system has no way to that (it is no Linux, or JNA does not work), names are used,
 * and {@link #isSafe} says so. Not thread-safe.
 */
public final class HeldDirectory implements AutoCloseable {
  private static final LinkOption NOT_LINKS = LinkOption.NOFOLLOW_LINKS;

  private final int descriptor;
  private final Path place;
  private final Path displayPath;

  private HeldDirectory(int descriptor, Path place, Path displayPath) {
    this.descriptor = descriptor;
    this.place = place;
    this.displayPath = displayPath;
  }

  /** Whether directories are held, and not only named, on this system. */
  public static boolean isSafe() {
    return Descriptors.usable();
  }

  /**
   * Holds a directory. The way to it must not be others' to change.
   *
   * @throws java.nio.file.NotDirectoryException if it is none, a link to one included
   */
  public static HeldDirectory open(Path directory) throws IOException {
    Objects.requireNonNull(directory, "directory");
    return hold(directory.toAbsolutePath(), directory);
  }

  /**
   * Holds the last of some directories on a way; empty if one of them is not there, or a link is in
   * its place.
   *
   * @param start the way to it must not be others' to change
   * @param way the last parts of the names below it
   */
  public static Optional<HeldDirectory> openIfThere(Path start, Iterable<Path> way)
      throws IOException {
    try {
      HeldDirectory at = open(start);
      for (Path part : way) {
        try (HeldDirectory above = at) {
          at = above.enter(part);
        }
      }
      return Optional.of(at);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  private static HeldDirectory hold(Path place, Path displayPath) throws IOException {
    if (!isSafe()) {
      if (!Files.isDirectory(place, NOT_LINKS)) {
        throw new NotDirectoryException(displayPath.toString());
      }
      return new HeldDirectory(-1, place, displayPath);
    }
    int opened = Descriptors.directory(place);
    return new HeldDirectory(opened, Path.of("/proc/self/fd/" + opened), displayPath);
  }

  /**
   * Holds a directory in this one.
   *
   * @param name its last part
   * @throws java.nio.file.NotDirectoryException if it is none any more, a link to one included
   */
  public HeldDirectory enter(Path name) throws IOException {
    return hold(at(name), displayPath.resolve(name.toString()));
  }

  /** The last parts of its entries' names, in no order. */
  public List<Path> names() throws IOException {
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
      entries.forEach(entry -> names.add(entry.getFileName()));
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /**
   * What an entry is now; of a link, what the link is.
   *
   * @throws java.nio.file.NoSuchFileException if it is gone
   */
  public BasicFileAttributes attributes(Path name) throws IOException {
    return Files.readAttributes(at(name), BasicFileAttributes.class, NOT_LINKS);
  }

  /**
   * When an entry, or what is known of it, was changed last, which no program can set back; where
   * the system does not keep that, when its content was.
   *
   * @throws java.nio.file.NoSuchFileException if it is gone
   */
  public FileTime changeTime(Path name) throws IOException {
    try {
      return (FileTime) Files.getAttribute(at(name), "unix:ctime", NOT_LINKS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return attributes(name).lastModifiedTime();
    }
  }

  /**
   * What may be done with an entry by whom; empty where the system knows no such permissions.
   *
   * @throws java.nio.file.NoSuchFileException if it is gone
   */
  public Set<PosixFilePermission> permissions(Path name) throws IOException {
    try {
      return Files.getPosixFilePermissions(at(name), NOT_LINKS);
    } catch (UnsupportedOperationException e) {
      return Set.of();
    }
  }

  /**
   * Whom an entry belongs to; empty where the system knows neither users nor groups.
   *
   * @throws java.nio.file.NoSuchFileException if it is gone
   */
  public Optional<Trees.Owner> owner(Path name) throws IOException {
    try {
      Map<String, Object> its = Files.readAttributes(at(name), "unix:uid,gid", NOT_LINKS);
      return Optional.of(new Trees.Owner((int) its.get("uid"), (int) its.get("gid")));
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens an entry for reading. Never waits.
   *
   * @throws FileSystemException if it is no regular file any more, or was replaced meanwhile; or if
   *     it has further names and belongs to somebody else than this directory: it may lie where
   *     only that one may read
   */
  public FileChannel read(Path name) throws IOException {
    return RegularFile.open(at(name), opened -> checkIsOwn(name, opened));
  }

  /**
   * Makes a file, for writing.
   *
   * @param permissions as {@code rw-r--r--}, whatever the process's mask
   * @throws java.nio.file.FileAlreadyExistsException if there is anything, a link included
   */
  public FileChannel create(Path name, String permissions) throws IOException {
    FileChannel made =
        FileChannel.open(
            at(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NOT_LINKS);
    try {
      permit(name, permissions);
      return made;
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /**
   * Makes a directory in this one.
   *
   * @param permissions as {@code rwxr-xr-x}, whatever the process's mask
   * @throws java.nio.file.FileAlreadyExistsException if there is anything, a link included
   */
  public void makeDirectory(Path name, String permissions) throws IOException {
    Files.createDirectory(at(name), PosixPermissions.of("rwx------"));
    permit(name, permissions);
  }

  /** Of what this process has just made: nobody else could put a link in its place as it is new. */
  private void permit(Path name, String permissions) throws IOException {
    if (PosixPermissions.areSupported()) {
      Files.getFileAttributeView(at(name), PosixFileAttributeView.class, NOT_LINKS)
          .setPermissions(PosixFilePermissions.fromString(permissions));
    }
  }

  /**
   * Says when an entry was changed last; of a link, the link itself.
   *
   * @throws java.nio.file.NoSuchFileException if it is gone
   */
  public void setLastModifiedTime(Path name, FileTime time) throws IOException {
    Objects.requireNonNull(time, "time");
    Files.getFileAttributeView(at(name), BasicFileAttributeView.class, NOT_LINKS)
        .setTimes(time, null, null);
  }

  /**
   * Gives an entry a new name in a directory of the same file system, and takes the place of a file
   * that has it, in one step. Of a link, the link itself.
   *
   * @throws IOException if it cannot be done in one step
   */
  public void move(Path name, HeldDirectory target, Path newName) throws IOException {
    Files.move(at(name), target.at(newName), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Deletes an entry; of a link, the link itself.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws java.nio.file.DirectoryNotEmptyException if it is a directory that holds something
   */
  public void delete(Path name) throws IOException {
    Files.delete(at(name));
  }

  /** Makes what was done to names last over a loss of power, where the system can do that. */
  public void sync() throws IOException {
    if (isSafe()) {
      try (FileChannel self = FileChannel.open(place, StandardOpenOption.READ)) {
        self.force(true);
      }
    }
  }

  /**
   * Gives an entry to the user and the group that this directory belongs to; of a link, the link
   * itself. Nothing where the system knows neither.
   *
   * @throws IOException if this process may not
   */
  public void giveToOwner(Path name) throws IOException {
    if (!isSafe()) {
      return;
    }
    Map<String, Object> mine = Files.readAttributes(place, "unix:uid,gid");
    giveTo(name, new Trees.Owner((int) mine.get("uid"), (int) mine.get("gid")));
  }

  /**
   * Gives an entry to a user and a group; of a link, the link itself.
   *
   * @throws IOException if this process may not
   */
  public void giveTo(Path name, Trees.Owner owner) throws IOException {
    Map<String, Object> its = Files.readAttributes(at(name), "unix:uid,gid", NOT_LINKS);
    for (Map.Entry<String, Integer> id :
        List.of(Map.entry("gid", owner.groupId()), Map.entry("uid", owner.userId()))) {
      if (!id.getValue().equals(its.get(id.getKey()))) {
        Files.setAttribute(at(name), "unix:" + id.getKey(), id.getValue(), NOT_LINKS);
      }
    }
  }

  /**
   * One look at the name, which must lead to what was opened: else a file of others, opened by a
   * further name, could be let go of before it is looked at, and pass for one without further
   * names.
   */
  private void checkIsOwn(Path name, Path opened) throws IOException {
    Map<String, Object> now = Files.readAttributes(at(name), "unix:dev,ino,nlink,uid", NOT_LINKS);
    Map<String, Object> then = Files.readAttributes(opened, "unix:dev,ino");
    if (!now.entrySet().containsAll(then.entrySet())) {
      throw refused(name, "was replaced while it was opened");
    }
    boolean shared = (int) now.get("nlink") > 1;
    if (shared && !now.get("uid").equals(Files.getAttribute(place, "unix:uid"))) {
      throw refused(name, "has other names and another owner");
    }
  }

  private FileSystemException refused(Path name, String reason) {
    return new AccessDeniedException(displayPath.resolve(name.toString()).toString(), null, reason);
  }

  private Path at(Path name) {
    if (name.getNameCount() != 1 || name.toString().equals("..") || name.toString().equals(".")) {
      throw new IllegalArgumentException("'" + name + "' is not the last part of a name");
    }
    return place.resolve(name);
  }

  @Override
  public void close() {
    if (descriptor >= 0) {
      Descriptors.release(descriptor);
    }
  }

  /** As it was named. */
  @Override
  public String toString() {
    return displayPath.toString();
  }
}
