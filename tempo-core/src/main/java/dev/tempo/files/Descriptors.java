package dev.tempo.files;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** {@code openat(2)} with the flags that the JDK does not offer. Linux only. */
final class Descriptors {
  private static final Set<String> OTHER_FLAGS = Set.of("aarch64", "arm", "ppc64", "ppc64le");
  private static final boolean OTHER = OTHER_FLAGS.contains(System.getProperty("os.arch"));
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;
  private static final int O_DIRECTORY = OTHER ? 040000 : 0200000;
  private static final int O_NOFOLLOW = OTHER ? 0100000 : 0400000;
  private static final int AT_FDCWD = -100;
  private static final int ENOENT = 2;
  private static final int ENXIO = 6;
  private static final int ENOTDIR = 20;
  private static final int SEEK_DATA = 3;
  private static final int ELOOP = 40;

  private static final boolean USABLE = bind();

  private Descriptors() {}

  private static boolean bind() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return false;
    }
    try {
      Native.register(
          Descriptors.class,
          NativeLibrary.getProcess(
              Map.of(Library.OPTION_STRING_ENCODING, StandardCharsets.UTF_8.name())));
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false;
    }
  }

  private static native int openat(int directory, byte[] path, int flags) throws LastErrorException;

  private static native int close(int descriptor);

  private static native NativeLong lseek(int descriptor, NativeLong offset, int whence)
      throws LastErrorException;

  /** Whether descriptors can be opened here. */
  static boolean usable() {
    return USABLE;
  }

  /** A directory, not to be read but to be gone through; a link to one is refused. */
  static int directory(Path path) throws IOException {
    return open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  }

  /** Anything but a link, to be read; never waits. */
  static int readable(Path path) throws IOException {
    return open(path, O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  }

  /** Where the next byte stands that was ever written; the largest number if there is none. */
  static long nextData(int descriptor, long offset) throws IOException {
    try {
      return lseek(descriptor, new NativeLong(offset), SEEK_DATA).longValue();
    } catch (LastErrorException e) {
      if (e.getErrorCode() == ENXIO) {
        return Long.MAX_VALUE;
      }
      throw new IOException("lseek: " + e.getMessage(), e);
    }
  }

  static void release(int descriptor) {
    close(descriptor);
  }

  private static int open(Path path, int flags) throws IOException {
    try {
      return openat(AT_FDCWD, bytes(path), flags);
    } catch (LastErrorException e) {
      throw switch (e.getErrorCode()) {
        case ENOENT -> new NoSuchFileException(path.toString());
        case ENOTDIR -> new NotDirectoryException(path.toString());
        case ELOOP ->
            (flags & O_DIRECTORY) != 0
                ? new NotDirectoryException(path.toString())
                : new FileSystemException(path.toString(), null, "is a symbolic link");
        default -> new FileSystemException(path.toString(), null, e.getMessage());
      };
    }
  }

  /** As the system knows the name, which need not be text; ends with a zero. */
  private static byte[] bytes(Path path) {
    String raw = path.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    byte[] name = bytes.toByteArray();
    int length = name.length > 1 && name[name.length - 1] == '/' ? name.length - 1 : name.length;
    return java.util.Arrays.copyOf(java.util.Arrays.copyOf(name, length), length + 1);
  }
}
