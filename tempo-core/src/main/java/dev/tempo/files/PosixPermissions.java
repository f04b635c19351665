package dev.tempo.files;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Gives new files and directories their permissions from their first moment on. */
public final class PosixPermissions {
  private static final boolean SUPPORTED =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PosixPermissions() {}

  /** Whether the default file system has permissions of POSIX. */
  public static boolean areSupported() {
    return SUPPORTED;
  }

  /**
   * Returns the attributes with which files and directories are created.
   *
   * @param permissions as {@code rwx------}
   * @return empty where there are no such permissions
   * @throws IllegalArgumentException if they are not written as permissions are
   */
  public static FileAttribute<?>[] of(String permissions) {
    Objects.requireNonNull(permissions, "permissions");
    FileAttribute<?> attribute =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    return SUPPORTED ? new FileAttribute<?>[] {attribute} : new FileAttribute<?>[0];
  }
}
