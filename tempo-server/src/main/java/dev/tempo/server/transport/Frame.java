package dev.tempo.server.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What one end of a WebSocket says (RFC 6455 §5.2): a message, whose frames have been put together,
 * or a control frame. Immutable as far as nobody changes the bytes.
 *
 * @param kind which
 * @param payload what it carries, unmasked
 */
public record Frame(Kind kind, byte[] payload) {
  private static final int FINAL = 0x80;
  private static final int SHORT_LENGTH = 125;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int MAX_REASON = 123;
  private static final int MAX_HEAD = 10;
  private static final int MAX_COPIED = 2_048;

  /** What frames there are, by their opcodes. */
  public enum Kind {
    /** A message of text. */
    TEXT(0x1),
    /** A message of bytes. */
    BINARY(0x2),
    /** The end. */
    CLOSE(0x8),
    /** A question whether the other end is there. */
    PING(0x9),
    /** The answer to that. */
    PONG(0xA);

    private final int opcode;

    Kind(int opcode) {
      this.opcode = opcode;
    }

    int opcode() {
      return opcode;
    }
  }

  /** A message of text. */
  public static Frame text(String text) {
    return new Frame(Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The end, with a code and what can be said of the reason in 123 bytes.
   *
   * @param code as in RFC 6455 §7.4
   */
  public static Frame close(int code, String reason) {
    byte[] said = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(said.length, MAX_REASON);
    while (length < said.length && length > 0 && (said[length] & 0xC0) == 0x80) {
      length--; // never within a character
    }
    ByteBuffer payload = ByteBuffer.allocate(2 + length).putShort((short) code);
    return new Frame(Kind.CLOSE, payload.put(said, 0, length).array());
  }

  /** The code of a close; 1005 if it has none. */
  public int code() {
    return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
  }

  /**
   * Sends it, in one frame without a mask, as servers do. What is long is not copied, since many
   * clients may be slow to take it.
   *
   * @throws IOException if the client is gone
   */
  public void writeTo(Wire wire) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(MAX_HEAD + Math.min(payload.length, MAX_COPIED));
    frame.put((byte) (FINAL | kind.opcode()));
    if (payload.length <= SHORT_LENGTH) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) LENGTH_16).putShort((short) payload.length);
    } else {
      frame.put((byte) LENGTH_64).putLong(payload.length);
    }
    boolean copied = payload.length <= MAX_COPIED;
    if (copied) {
      frame.put(payload);
    }
    wire.write(frame.array(), 0, frame.position());
    if (!copied) {
      wire.write(payload, 0, payload.length);
    }
  }
}
