package dev.tempo.server.transport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One connection. Hands the requests on it to the web server piece by piece, each piece being of
 * one request only: its head, anew and unambiguous, then its body to exactly its end. So what was
 * meant as a body is never read as a request. Every wait has an end.
 *
 * <p>One thread reads and answers; {@link #close} and what is package-private are for any.
 */
public final class Wire {
  private static final int MAX_LINE = 4_096;
  private static final int MAX_HEAD = 16_384;
  private static final int MAX_EMPTY_LINES = 2;
  private static final int WRITE_PIECE = 16_384;

  /** What is read of a body that nobody wants, so that the client may read its answer. */
  private static final long MAX_DRAINED = 65_536;

  /** A client that takes a piece of an answer no sooner, or takes less, keeps others waiting. */
  private static final long DEAF_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private static final long DEAF_BYTES_A_SECOND = 32_768;
  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final long BODY_BYTES_A_SECOND = 4_096;

  private final Socket socket;
  private final Limits.Pace pace;
  private final TimeSource time;
  private final Lingering lingering;
  private final Inlet inlet;
  private final OutputStream out;
  private BasePath base = BasePath.NONE;
  private Content content = Content.NONE;
  private Chunks chunks;
  private long left;
  private long bodySince;
  private long bodyBytes;
  private long drained;
  private boolean closing;
  private boolean answered;
  private boolean broken;
  private BadRequest refusal;
  private boolean requests = true;
  private volatile State state = State.IDLE;
  private volatile long since;
  private volatile long writingSince;
  private volatile boolean writing;
  private volatile boolean slow;
  private long paceBytes;
  private long paceNanos;
  private volatile boolean last;

  Wire(Socket socket, Limits.Pace pace, TimeSource time, Lingering lingering) throws IOException {
    this.socket = socket;
    this.pace = pace;
    this.time = time;
    this.lingering = lingering;
    this.inlet = new Inlet(socket, time);
    this.out = socket.getOutputStream();
    this.since = time.nanoTime();
  }

  /** What a connection does; the earlier ones cost least when they are cut. */
  enum State {
    /** Has had its last answer, and is read to its end. */
    ENDED,
    /** Waits for a request. */
    IDLE,
    /** Waits for the rest of a head. */
    HEAD,
    /** Waits for the rest of a body. */
    BODY,
    /** Is answering, or is a WebSocket. */
    BUSY
  }

  /** What is to come of the present request. */
  private enum Content {
    NONE,
    SIZED,
    CHUNKED
  }

  /** The client's address. */
  public InetSocketAddress remote() {
    return (InetSocketAddress) socket.getRemoteSocketAddress();
  }

  /** The address that the client connected to. */
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /**
   * The next piece of the present request, or the head of the next one; on a WebSocket whatever
   * comes.
   *
   * @return null at the end of the connection
   * @throws BadRequest if it must be refused; nothing more can be read then
   * @throws IOException if the client is gone
   */
  public byte[] read() throws IOException {
    if (broken) {
      return null;
    }
    try {
      byte[] piece = requests ? request() : raw();
      broken = piece == null;
      return piece;
    } catch (BadRequest e) {
      broken = true;
      refusal = e;
      throw e;
    } finally {
      enter(State.BUSY);
    }
  }

  /** Why nothing more can be read, if it is what the client sent. */
  public Optional<BadRequest> refusal() {
    return Optional.ofNullable(refusal);
  }

  private byte[] request() throws IOException {
    return switch (content) {
      case NONE -> head();
      case SIZED -> body(() -> inlet.await(bodyDeadline()) ? inlet.take(left) : null);
      case CHUNKED ->
          body(
              () -> {
                byte[] piece = chunks.next(bodyDeadline());
                return piece.length == 0 ? null : piece;
              });
    };
  }

  private byte[] raw() throws IOException {
    try {
      inlet.release();
      return inlet.await(after(pace.silence())) ? inlet.take(Long.MAX_VALUE) : null;
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  private byte[] head() throws IOException {
    if (closing) {
      return null;
    }
    answered = false;
    enter(State.IDLE);
    if (last) {
      return null;
    }
    inlet.release();
    try {
      if (!inlet.await(after(pace.idle()))) {
        return null;
      }
    } catch (SocketTimeoutException e) {
      return null;
    }
    enter(State.HEAD);
    try {
      List<String> lines = lines(after(pace.head()));
      return lines.isEmpty() ? null : begin(RequestHead.parse(lines, base));
    } catch (SocketTimeoutException e) {
      throw new BadRequest(408, message("api.http.slowHead"));
    }
  }

  /** The lines of a head; none if the client is gone before its end. */
  private List<String> lines(long deadline) throws IOException {
    List<String> lines = new ArrayList<>();
    int size = 0;
    int empty = 0;
    while (true) {
      byte[] line = inlet.line(lines.isEmpty() ? MAX_LINE : MAX_HEAD, deadline);
      if (line == null) {
        return List.of();
      }
      if (line.length == 0 && !lines.isEmpty()) {
        return lines;
      }
      if (line.length == 0) {
        if (++empty > MAX_EMPTY_LINES) {
          throw new BadRequest(400, message("api.http.emptyLines"));
        }
        continue; // some clients send one after a body (RFC 9112 §2.2)
      }
      if (lines.isEmpty() && line.length > MAX_LINE) {
        throw new BadRequest(414, counted("api.http.addressTooLong", MAX_LINE));
      }
      size += lines.isEmpty() ? 0 : line.length;
      if (size > MAX_HEAD) {
        throw new BadRequest(431, message("api.http.headersTooLarge", "max", MAX_HEAD));
      }
      lines.add(new String(line, StandardCharsets.ISO_8859_1));
    }
  }

  private byte[] begin(RequestHead head) {
    closing = head.closes();
    bodySince = time.nanoTime();
    bodyBytes = 0;
    drained = 0;
    switch (head.body()) {
      case RequestHead.Sized(long bytes) -> {
        left = bytes;
        content = bytes == 0 ? Content.NONE : Content.SIZED;
      }
      case RequestHead.Chunked chunked -> {
        chunks = new Chunks(inlet);
        content = Content.CHUNKED;
      }
    }
    return head.bytes();
  }

  /** Reads a piece of a body. */
  private interface Reading {
    byte[] next() throws IOException;
  }

  private byte[] body(Reading reading) throws IOException {
    if (answered && (closing || drained > MAX_DRAINED)) {
      return null; // nobody wants the rest
    }
    enter(State.BODY);
    byte[] piece;
    try {
      piece = reading.next();
    } catch (SocketTimeoutException e) {
      throw new BadRequest(408, message("api.http.slowBody"));
    }
    if (piece == null) {
      return null;
    }
    bodyBytes += piece.length;
    drained += answered ? piece.length : 0;
    left -= piece.length;
    boolean ended = content == Content.SIZED ? left == 0 : Chunks.isEnd(piece);
    content = ended ? Content.NONE : content;
    return piece;
  }

  /** No part may take longer than this, and the whole not longer than at a modem's pace. */
  private long bodyDeadline() {
    long whole =
        bodySince
            + pace.body().toNanos()
            + TimeUnit.SECONDS.toNanos(bodyBytes) / BODY_BYTES_A_SECOND;
    return Math.min(whole, after(answered ? LINGER : pace.body()));
  }

  private long after(Duration wait) {
    return time.nanoTime() + wait.toNanos();
  }

  private void enter(State next) {
    state = next;
    since = time.nanoTime();
  }

  /**
   * To be called when an answer begins: what then still comes of the request is thrown away.
   *
   * @param last whether the connection is meant to end after this answer
   * @return whether it will end, which the answer should say: also when more is still to come than
   *     is worth throwing away
   */
  public boolean answering(boolean last) {
    answered = true;
    slow = false;
    paceBytes = 0;
    paceNanos = 0;
    closing |= last || content == Content.CHUNKED || content == Content.SIZED && left > MAX_DRAINED;
    return closing;
  }

  /** Takes a path away from the beginning of what is asked for, from the next request on. */
  public void below(BasePath path) {
    base = path;
  }

  /** From now on this is a WebSocket. */
  public void upgraded() {
    requests = false;
  }

  /**
   * Sends; waits while the client does not read, until that has taken too long.
   *
   * @throws IOException if the client is gone or was cut off
   */
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      for (int at = 0; at < count; at += WRITE_PIECE) {
        long begin = time.nanoTime();
        int piece = Math.min(WRITE_PIECE, count - at);
        writingSince = begin;
        writing = true;
        out.write(bytes, from + at, piece);
        taken(piece, time.nanoTime() - begin);
      }
    } finally {
      writing = false;
    }
  }

  /** Measures the client's pace by the time that is spent waiting for it, and by no other. */
  private void taken(int bytes, long nanos) {
    paceBytes += bytes;
    paceNanos += nanos;
    if (paceNanos >= PACE_NANOS) {
      slow = paceBytes < DEAF_BYTES_A_SECOND * (paceNanos / 1e9);
      paceBytes = 0;
      paceNanos = 0;
    }
  }

  /**
   * Whether its client does not read what is being sent, or takes less than 32 KiB a second; such a
   * one may be cut where what it is sent takes others' memory.
   */
  public boolean isDeaf() {
    return writing && (slow || time.nanoTime() - writingSince > DEAF_NANOS);
  }

  /** Ends the connection when it waits, or else when what is being answered has been. */
  void endSoon() {
    last = true; // before the state is looked at: whoever begins to wait later sees it
    if (isWaiting()) {
      close();
    }
  }

  /** Cuts the connection, at once. */
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed for us, whatever the system says.
    }
  }

  /**
   * Ends the connection after the last answer. What the client has sent meanwhile is read for a
   * moment, since closing with unread input would take the answer away from it (RFC 9112 §9.6).
   */
  void end() {
    try {
      if (!socket.isClosed() && (broken || content != Content.NONE || inlet.available() > 0)) {
        socket.shutdownOutput();
        enter(State.ENDED);
        lingering.discard(inlet);
      }
    } catch (IOException e) {
      // The client is gone, or goes on sending: it has had its moment.
    } finally {
      close();
    }
  }

  State state() {
    return state;
  }

  /** How long it has been in this state. */
  Duration idleFor() {
    return Duration.ofNanos(time.nanoTime() - since);
  }

  /** Cuts it if its client has not read for too long. */
  void check() {
    if (writing && time.nanoTime() - writingSince > pace.write().toNanos()) {
      close();
    }
  }

  /** Whether the client waits for nothing that is being done, so that cutting it loses little. */
  boolean isWaiting() {
    return state != State.BUSY;
  }

  InetAddress address() {
    return socket.getInetAddress();
  }
}
