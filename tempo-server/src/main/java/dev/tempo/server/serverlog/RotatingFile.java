package dev.tempo.server.serverlog;

import dev.tempo.server.storage.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is put aside when it has grown to a size: {@code x.log} becomes {@code x.log.1}, that
 * {@code x.log.2}, and the last goes. Not thread-safe.
 */
final class RotatingFile implements AutoCloseable {
  private final Path file;
  private final long maxBytes;
  private final int older;
  private OutputStream out;
  private long size;

  RotatingFile(Path file, long maxBytes, int older) throws IOException {
    this.file = file;
    this.maxBytes = maxBytes;
    this.older = older;
    PrivateFiles.createDirectories(file.getParent());
    open();
  }

  /** Writes a text whole into one file. */
  void write(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (size > 0 && size + bytes.length > maxBytes) {
      rotate();
    }
    out.write(bytes);
    out.flush();
    size += bytes.length;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** The file of a number, 0 for the one that is written. */
  static Path numbered(Path file, int number) {
    return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
  }

  private void rotate() throws IOException {
    out.close();
    for (int number = older - 1; number >= 0; number--) {
      Path from = numbered(file, number);
      if (Files.exists(from)) {
        Files.move(from, numbered(file, number + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    open();
  }

  private void open() throws IOException {
    out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(file);
  }
}
