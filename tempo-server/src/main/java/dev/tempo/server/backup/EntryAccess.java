package dev.tempo.server.backup;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Who may do what with a file or directory, as archives keep it.
 *
 * @param mode the nine bits of its permissions
 * @param owner whom it belongs to; empty where the system knows no such thing
 */
record EntryAccess(int mode, Optional<Trees.Owner> owner) {
  /** For nobody else. */
  static final EntryAccess PRIVATE = new EntryAccess(0600, Optional.empty());

  private static final PosixFilePermission[] BITS = PosixFilePermission.values();

  /** That of an entry of a directory; what may be unknown of it is as private as can be. */
  static EntryAccess of(HeldDirectory in, Path name) throws IOException {
    Set<PosixFilePermission> permissions = in.permissions(name);
    int mode = 0;
    for (PosixFilePermission each : permissions) {
      mode |= bit(each);
    }
    return new EntryAccess(permissions.isEmpty() ? 0600 : mode, in.owner(name));
  }

  /** Writes it to an entry of an archive. */
  void into(TarArchiveEntry entry) {
    entry.setMode((entry.isDirectory() ? 0040000 : 0100000) | mode);
    owner.ifPresent(
        its -> {
          entry.setUserId(its.userId());
          entry.setGroupId(its.groupId());
        });
  }

  /** Lets those use what was unpacked who could use it before; its owner in any case. */
  static void restore(TarArchiveEntry entry, Path file) throws IOException {
    int mode = entry.getMode() | (entry.isDirectory() ? 0700 : 0600);
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission each : BITS) {
      if ((mode & bit(each)) != 0) {
        permissions.add(each);
      }
    }
    try {
      Files.setPosixFilePermissions(file, permissions);
    } catch (UnsupportedOperationException e) {
      return; // no such permissions here
    }
  }

  /** Whom files belong to that this process makes; empty where the system knows no such thing. */
  static Optional<Trees.Owner> ofProcess() throws IOException {
    try {
      Path self = Path.of("/proc/self");
      return Optional.of(
          new Trees.Owner(
              (int) Files.getAttribute(self, "unix:uid", LinkOption.NOFOLLOW_LINKS),
              (int) Files.getAttribute(self, "unix:gid", LinkOption.NOFOLLOW_LINKS)));
    } catch (UnsupportedOperationException
        | IllegalArgumentException
        | java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static int bit(PosixFilePermission permission) {
    return 0400 >> permission.ordinal();
  }
}
