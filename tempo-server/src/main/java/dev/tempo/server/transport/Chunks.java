package dev.tempo.server.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A body in chunks (RFC 9112 §7.1), read strictly and handed on as chunks that are small and plain:
 * extensions and trailers, which nobody here reads, are left out. For one thread.
 */
final class Chunks {
  private static final byte[] END = ascii("0\r\n\r\n");

  private final Inlet inlet;
  private final ChunkReader reader;

  Chunks(Inlet inlet) {
    this.inlet = inlet;
    this.reader = new ChunkReader(inlet);
  }

  /**
   * The next piece.
   *
   * @return empty if the client is gone; the last is the one that {@link #isEnd} knows
   */
  byte[] next(long deadlineNanos) throws IOException {
    return switch (reader.next(deadlineNanos)) {
      case END -> END;
      case CUT -> new byte[0];
      case DATA -> {
        if (!inlet.await(deadlineNanos)) {
          yield new byte[0];
        }
        byte[] data = inlet.take(reader.left());
        reader.took(data.length);
        yield chunk(data);
      }
    };
  }

  static boolean isEnd(byte[] piece) {
    return piece == END;
  }

  private static byte[] chunk(byte[] data) {
    byte[] size = ascii(Integer.toHexString(data.length) + "\r\n");
    byte[] chunk = new byte[size.length + data.length + 2];
    System.arraycopy(size, 0, chunk, 0, size.length);
    System.arraycopy(data, 0, chunk, size.length, data.length);
    chunk[chunk.length - 2] = '\r';
    chunk[chunk.length - 1] = '\n';
    return chunk;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
