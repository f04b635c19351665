package dev.tempo.secret;

import dev.tempo.internal.io.AtomicFiles;
import dev.tempo.internal.message.SecretMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** A file with one key of 256 bits, in base64, that only its owner may read. */
final class KeyFile {
  private static final int KEY_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private KeyFile() {}

  static byte[] readOrMake(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file.toAbsolutePath());
      }
      checkPermissions(file);
      return decode(file, Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      throw new SecretException(SecretMessages.KEY_FILE_UNUSABLE.text(file, e), e);
    }
  }

  /**
   * Writes a whole file beside it and links it to its name, which fails if there is one by now: at
   * no moment is there a key file that is empty, half written or readable for others.
   */
  private static void make(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      write(temporary);
      Files.createLink(file, temporary);
      AtomicFiles.force(file.getParent());
    } catch (FileAlreadyExistsException e) {
      // Somebody else was faster; theirs is the key.
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void write(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    FileAttribute<?>[] attributes =
        POSIX
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, attributes)) {
      ByteBuffer text =
          StandardCharsets.US_ASCII.encode(Base64.getEncoder().encodeToString(key) + "\n");
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
  }

  private static void checkPermissions(Path file) throws IOException {
    if (POSIX && !OWNER.containsAll(Files.getPosixFilePermissions(file))) {
      throw new SecretException(SecretMessages.KEY_FILE_OPEN.text(file));
    }
  }

  private static byte[] decode(Path file, String text) {
    try {
      byte[] key = Base64.getDecoder().decode(text);
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new SecretException(SecretMessages.KEY_FILE_BASE64.text(file), e);
    }
    throw new SecretException(SecretMessages.KEY_FILE_BITS.text(file));
  }
}
