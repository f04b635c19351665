package dev.tempo.python.environment;

import dev.tempo.files.RegularFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Follows a file that a tool writes and splits it into lines. Not thread-safe. */
final class FileTail implements AutoCloseable {
  private static final int LONGEST_LINE_BYTES = 16 * 1024;

  private final FileChannel channel;
  private final Consumer<String> lines;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

  FileTail(Path file, Consumer<String> lines) throws IOException {
    this.channel = RegularFile.open(file);
    this.lines = lines;
  }

  /** Hands out the lines that were completed since the last call. */
  void poll() throws IOException {
    while (channel.read(buffer.clear()) > 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        add(buffer.get());
      }
    }
  }

  private void add(byte b) {
    if (b == '\n' || b == '\r' || partial.size() == LONGEST_LINE_BYTES) {
      emit();
    }
    if (b != '\n' && b != '\r') {
      partial.write(b);
    }
  }

  private void emit() {
    if (partial.size() > 0) {
      lines.accept(partial.toString(StandardCharsets.UTF_8));
      partial.reset();
    }
  }

  /** The tool has ended: hands out the rest. */
  void finish() throws IOException {
    poll();
    emit();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
