package dev.tempo.process.supervise;

import dev.tempo.files.RegularFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * A shell script of Tempo's own, installed in the runs' directory under a name that is a digest of
 * its text: a newer Tempo brings its own beside it, and never changes one that a shell is still
 * reading.
 *
 * <p>A shell takes an empty or cut script for one that ends well. So its content is compared when a
 * supervisor is made and each time before it is used, and what differs is written anew.
 */
final class InstalledScript {
  private final String name;
  private final Path path;
  private final byte[] text;

  private InstalledScript(String name, Path path, byte[] text) {
    this.name = name;
    this.path = path;
    this.text = text;
  }

  /** Installs the script of this name, without its {@code .sh}. */
  static InstalledScript install(Path directory, String name) throws IOException {
    byte[] text = text(name + ".sh");
    String digest = Integer.toHexString(Arrays.hashCode(text));
    InstalledScript script =
        new InstalledScript(name, directory.resolve(name + "-" + digest + ".sh"), text);
    script.path();
    return script;
  }

  private static byte[] text(String resource) throws IOException {
    try (InputStream in = InstalledScript.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  /** Where it is; it is there, and says what it should. */
  Path path() throws IOException {
    if (!isWhole()) {
      write();
    }
    return path;
  }

  private boolean isWhole() {
    try {
      return Arrays.equals(RegularFile.read(path, text.length + 1), text);
    } catch (IOException e) {
      return false;
    }
  }

  /** By another file and a rename, both synced: a shell reads the old one to its end. */
  private void write() throws IOException {
    Path beside = path.resolveSibling(name + "-" + UUID.randomUUID() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    syncDirectory();
  }

  private void syncDirectory() throws IOException {
    if (File.separatorChar == '/') { // elsewhere a directory cannot be opened
      try (FileChannel channel = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
