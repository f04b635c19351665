package dev.tempo.script;

import dev.tempo.files.HeldDirectory;
import dev.tempo.internal.io.Sha256;
import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.internal.message.ScriptMessages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Iterator;
import java.util.Set;

/**
 * A script as it was read where it lies, beside files of others. Immutable.
 *
 * <p>Symbolic links are followed within the root, and none out of it: the way that they lead to is
 * gone through again directory by directory, each held open ({@link HeldDirectory}), so that what
 * is exchanged meanwhile leads nowhere. A file that changes while it is read, as when it is copied
 * slowly, is read again.
 */
public final class ScriptFile {
  /** The largest script that is executed where it lies, in bytes. */
  public static final int MAX_BYTES = 8 << 20;

  private static final int ATTEMPTS = 3;

  private final Path file;
  private final byte[] bytes;
  private final Set<PosixFilePermission> permissions;

  private ScriptFile(Path file, byte[] bytes, Set<PosixFilePermission> permissions) {
    this.file = file;
    this.bytes = bytes;
    this.permissions = permissions;
  }

  /**
   * Reads a script.
   *
   * @param file absolute
   * @param root what no symbolic link may lead out of; absolute
   * @throws ScriptFileException if it is not there, lies elsewhere, is no file, is too large or
   *     cannot be read
   */
  public static ScriptFile read(Path file, Path root) {
    try {
      Path real = file.toRealPath();
      Path realRoot = root.toRealPath();
      if (!real.startsWith(realRoot) || real.equals(realRoot)) {
        throw new ScriptFileException(ScriptMessages.OUTSIDE.of(file, root));
      }
      return read(file, realRoot, realRoot.relativize(real));
    } catch (NoSuchFileException e) {
      throw new ScriptFileException(ScriptMessages.GONE.of(file), e);
    } catch (IOException e) {
      throw new ScriptFileException(
          ScriptMessages.UNREADABLE.of(file, LibraryMessages.said(reason(e))), e);
    }
  }

  /** What went wrong with a file, without its name. */
  public static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> ScriptMessages.DENIED.text();
      case FileSystemException known when known.getReason() != null -> known.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static ScriptFile read(Path file, Path root, Path way) throws IOException {
    try (HeldDirectory held = HeldDirectory.open(root)) {
      return read(file, held, way.iterator());
    }
  }

  private static ScriptFile read(Path file, HeldDirectory in, Iterator<Path> way)
      throws IOException {
    Path name = way.next();
    if (!way.hasNext()) {
      return new ScriptFile(file, bytes(file, in, name), in.permissions(name));
    }
    try (HeldDirectory next = in.enter(name)) {
      return read(file, next, way);
    }
  }

  private static byte[] bytes(Path file, HeldDirectory in, Path name) throws IOException {
    byte[] bytes = new byte[0];
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long before = in.attributes(name).lastModifiedTime().toMillis();
      try (FileChannel channel = in.read(name);
          InputStream input = Channels.newInputStream(channel)) {
        bytes = input.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw tooLarge(file);
        }
        boolean still = channel.size() == bytes.length;
        if (still && in.attributes(name).lastModifiedTime().toMillis() == before) {
          return bytes;
        }
      }
    }
    return bytes;
  }

  private static ScriptFileException tooLarge(Path file) {
    return new ScriptFileException(ScriptMessages.TOO_LARGE.of(file, MAX_BYTES));
  }

  /** Where it lies, as it was asked for. */
  public Path file() {
    return file;
  }

  /** What it says; a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** What may be done with it by whom; empty where the system knows no such permissions. */
  public Set<PosixFilePermission> permissions() {
    return Set.copyOf(permissions);
  }

  /** The SHA-256 of its bytes, in hexadecimal digits. */
  public String sha256() {
    return Sha256.hex(bytes);
  }
}
