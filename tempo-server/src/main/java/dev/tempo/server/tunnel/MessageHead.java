package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Inlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The head of a request or an answer.
 *
 * @param startLine its first line, each byte a character
 * @param fields those that follow
 */
record MessageHead(String startLine, Fields fields) {
  private static final int MAX_EMPTY_LINES = 2;

  /**
   * Reads a head.
   *
   * @param deadlineNanos until when, on the monotonic clock
   * @return empty if the other side ended before the head's end
   * @throws BadRequest if it is too long, or not by the letter
   */
  static Optional<MessageHead> read(Inlet inlet, TunnelLimits limits, long deadlineNanos)
      throws IOException {
    List<String> lines = new ArrayList<>();
    int room = limits.headBytes();
    int empty = 0;
    while (true) {
      byte[] line = inlet.line(room, deadlineNanos);
      if (line == null) {
        return Optional.empty();
      }
      if (line.length > room) {
        throw tooLarge(lines.isEmpty(), limits);
      }
      room -= line.length;
      if (line.length > 0) {
        lines.add(new String(line, StandardCharsets.ISO_8859_1));
      } else if (!lines.isEmpty()) {
        return Optional.of(
            new MessageHead(lines.getFirst(), Fields.parse(lines.subList(1, lines.size()))));
      } else if (++empty > MAX_EMPTY_LINES) {
        throw new BadRequest(400, message("api.http.emptyLines"));
      }
      if (lines.size() > limits.fields() + 1) {
        throw new BadRequest(431, counted("api.http.headers", limits.fields()));
      }
    }
  }

  private static BadRequest tooLarge(boolean inStartLine, TunnelLimits limits) {
    return inStartLine
        ? new BadRequest(414, counted("api.http.addressTooLong", limits.headBytes()))
        : new BadRequest(431, message("api.http.headersTooLarge", "max", limits.headBytes()));
  }
}
