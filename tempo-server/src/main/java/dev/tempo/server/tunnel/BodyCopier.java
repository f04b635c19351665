package dev.tempo.server.tunnel;

import dev.tempo.server.transport.ChunkReader;
import dev.tempo.server.transport.Inlet;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Hands a body on as it comes, in memory that does not grow with it. For one thread. */
final class BodyCopier {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Inlet in;
  private final OutputStream out;
  private final boolean chunked;
  private final Duration silence;
  private final TimeSource time;
  private Runnable onRead = () -> {};

  /**
   * Copies once.
   *
   * @param chunked whether to write chunks, rather than data alone
   * @param silence how long may nothing come
   */
  BodyCopier(Inlet in, OutputStream out, boolean chunked, Duration silence, TimeSource time) {
    this.in = in;
    this.out = out;
    this.chunked = chunked;
    this.silence = silence;
    this.time = time;
  }

  /**
   * Has something done once all of the body has been read, before the last of it is written: that
   * can be answered at once.
   */
  BodyCopier onRead(Runnable action) {
    this.onRead = action;
    return this;
  }

  /**
   * Copies a body to its end; what was written is not flushed then.
   *
   * @return false if whoever sends has ended before the body has
   */
  boolean copy(Framing framing) throws IOException {
    return switch (framing) {
      case Framing.None none -> end("");
      case Framing.Sized(long bytes) -> sized(bytes) && end("");
      case Framing.Chunked chunks -> chunks();
      case Framing.UntilClose untilClose -> untilClose() && end("");
    };
  }

  private boolean sized(long bytes) throws IOException {
    for (long left = bytes; left > 0; ) {
      if (!in.await(deadline())) {
        return false;
      }
      if (in.available() >= left) {
        onRead.run();
      }
      left -= piece(left);
    }
    return true;
  }

  private boolean untilClose() throws IOException {
    while (in.await(deadline())) {
      piece(Long.MAX_VALUE);
    }
    return true;
  }

  private boolean chunks() throws IOException {
    ChunkReader reader = new ChunkReader(in);
    while (true) {
      switch (reader.next(deadline())) {
        case CUT -> {
          return false;
        }
        case END -> {
          onRead.run();
          return end(trailers(reader));
        }
        case DATA -> {
          if (!in.await(deadline())) {
            return false;
          }
          reader.took(piece(reader.left()));
        }
      }
    }
  }

  private int piece(long limit) throws IOException {
    if (!chunked) {
      return in.moveTo(out, limit);
    }
    int size = (int) Math.min(limit, in.available());
    write(Integer.toHexString(size) + "\r\n");
    in.moveTo(out, size);
    out.write(LINE_END, 0, LINE_END.length);
    return size;
  }

  private boolean end(String trailers) throws IOException {
    if (chunked) {
      write("0\r\n" + trailers + "\r\n");
    }
    return true;
  }

  private static String trailers(ChunkReader reader) {
    StringBuilder lines = new StringBuilder();
    Rewriting.trailers(reader.trailers()).forEach(line -> lines.append(line).append("\r\n"));
    return lines.toString();
  }

  private void write(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
  }

  private long deadline() {
    return time.nanoTime() + silence.toNanos();
  }
}
