package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads what a WebSocket's client says, by the letter of RFC 6455: frames are masked, have no
 * reserved bits and known opcodes, control frames are whole and short, fragments stand in order,
 * texts are UTF-8, codes of closes are ones that may be sent. No more is kept than a message may
 * have. For one thread.
 */
public final class FrameReader {
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NOT_UTF8 = 1007;
  private static final int TOO_BIG = 1009;
  private static final int MASK_BYTES = 4;
  private static final int MAX_CONTROL = 125;
  private static final int CONTINUATION = 0x0;
  private static final int CONTROL = 0x8;

  private final Source source;
  private final int maxMessage;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream(0);
  private byte[] bytes = {};
  private int at;
  private Optional<Frame.Kind> begun = Optional.empty();

  /** Where bytes come from. */
  @FunctionalInterface
  public interface Source {

    /**
     * Waits for bytes.
     *
     * @return null at the end
     * @throws IOException if the connection fails
     */
    byte[] next() throws IOException;
  }

  /**
   * @param maxMessage how many bytes a message may have
   */
  public FrameReader(Source source, int maxMessage) {
    this.source = source;
    this.maxMessage = maxMessage;
  }

  /**
   * Waits for the next message or control frame.
   *
   * @return empty at the end of the connection
   * @throws SocketViolation if the client said what it may not
   * @throws IOException if the connection fails
   */
  public Optional<Frame> next() throws IOException {
    while (true) {
      int first = read();
      int second = first < 0 ? -1 : read();
      if (second < 0) {
        return Optional.empty();
      }
      Optional<Frame.Kind> kind = kind(first, second);
      Optional<byte[]> payload = payload(kind, second);
      if (payload.isEmpty()) {
        return Optional.empty();
      }
      Optional<Frame> whole = take(kind, (first & 0x80) != 0, payload.get());
      if (whole.isPresent()) {
        return whole;
      }
    }
  }

  /** Of which kind a frame is; empty for the continuation of a message. */
  private Optional<Frame.Kind> kind(int first, int second) {
    int opcode = first & 0x0f;
    require((first & 0x70) == 0, "api.socket.reservedBits");
    require((second & 0x80) != 0, "api.socket.masked");
    if (opcode >= CONTROL) {
      require((first & 0x80) != 0, "api.socket.controlWhole");
      if ((second & 0x7f) > MAX_CONTROL) {
        throw violation(message("api.socket.controlLong", "number", MAX_CONTROL));
      }
    } else {
      boolean continues = opcode == CONTINUATION;
      require(continues == begun.isPresent(), "api.socket.fragments");
      if (continues) {
        return Optional.empty();
      }
    }
    Optional<Frame.Kind> kind =
        Arrays.stream(Frame.Kind.values()).filter(k -> k.opcode() == opcode).findFirst();
    if (kind.isEmpty()) {
      throw violation(message("api.socket.opcode", "code", Integer.toString(opcode)));
    }
    return kind;
  }

  private Optional<byte[]> payload(Optional<Frame.Kind> kind, int second) throws IOException {
    long length = second & 0x7f;
    if (length > MAX_CONTROL) {
      int more = length == MAX_CONTROL + 1 ? 2 : 8;
      byte[] extended = new byte[more];
      if (!fill(extended)) {
        return Optional.empty();
      }
      length = more == 2 ? ByteBuffer.wrap(extended).getShort() & 0xffff : number(extended);
      require(length > MAX_CONTROL && (more == 2 || length >= 1 << 16), "api.socket.minimalLength");
    }
    if (kind.isEmpty() ? length > maxMessage - message.size() : length > maxMessage) {
      throw new SocketViolation(TOO_BIG, message("api.socket.tooBig", "number", maxMessage));
    }
    byte[] mask = new byte[MASK_BYTES];
    byte[] payload = new byte[(int) length];
    if (!fill(mask) || !fill(payload)) {
      return Optional.empty();
    }
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % MASK_BYTES];
    }
    return Optional.of(payload);
  }

  private static long number(byte[] extended) {
    long length = ByteBuffer.wrap(extended).getLong();
    require(length >= 0, "api.socket.negativeLength");
    return length;
  }

  /** What is whole now: a control frame, or a message with its last fragment. */
  private Optional<Frame> take(Optional<Frame.Kind> kind, boolean last, byte[] payload) {
    if (kind.isPresent() && kind.get().opcode() >= CONTROL) {
      return Optional.of(control(new Frame(kind.get(), payload)));
    }
    begun = begun.or(() -> kind);
    message.writeBytes(payload);
    if (!last) {
      return Optional.empty();
    }
    Frame whole = new Frame(begun.orElseThrow(), message.toByteArray());
    begun = Optional.empty();
    message.reset();
    if (whole.kind() == Frame.Kind.TEXT) {
      requireUtf8(whole.payload(), 0);
    }
    return Optional.of(whole);
  }

  private static Frame control(Frame frame) {
    if (frame.kind() == Frame.Kind.CLOSE && frame.payload().length > 0) {
      require(frame.payload().length > 1, "api.socket.closeCode");
      if (!isCode(frame.code())) {
        throw violation(
            message("api.socket.forbiddenCode", "code", Integer.toString(frame.code())));
      }
      requireUtf8(frame.payload(), 2);
    }
    return frame;
  }

  /** Codes that a client may send: those of §7.4.1 and its registry, and private ones. */
  private static boolean isCode(int code) {
    boolean reserved = code == 1004 || code == 1005 || code == 1006;
    return code >= 1000 && code <= 1014 && !reserved || code >= 3000 && code <= 4999;
  }

  private static void requireUtf8(byte[] bytes, int from) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
    } catch (CharacterCodingException e) {
      throw new SocketViolation(NOT_UTF8, message("api.socket.utf8"));
    }
  }

  /** The key of what is said is only looked up if it is said: this is asked for each frame. */
  private static void require(boolean right, String key) {
    if (!right) {
      throw violation(message(key));
    }
  }

  private static SocketViolation violation(Message rule) {
    return new SocketViolation(PROTOCOL_ERROR, rule);
  }

  private int read() throws IOException {
    while (at == bytes.length) {
      byte[] next = source.next();
      if (next == null) {
        return -1;
      }
      bytes = next;
      at = 0;
    }
    return bytes[at++] & 0xff;
  }

  private boolean fill(byte[] target) throws IOException {
    for (int i = 0; i < target.length; i++) {
      int next = read();
      if (next < 0) {
        return false;
      }
      target[i] = (byte) next;
    }
    return true;
  }
}
