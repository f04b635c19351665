package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Characters;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script's answer, read by the letter of RFC 9112.
 *
 * @param status from 100 to 999
 * @param reason what follows the status, with the space before it
 * @param fields as they were sent
 * @param framing of its body
 * @param keepsAlive whether the script takes further requests on this connection
 */
record ResponseHead(int status, String reason, Fields fields, Framing framing, boolean keepsAlive) {
  private static final Pattern LINE = Pattern.compile("HTTP/1\\.([01]) ([1-9][0-9]{2})( .*)?");

  /**
   * Reads a head.
   *
   * @param method of the request
   * @throws BadRequest if it is ambiguous
   */
  static ResponseHead parse(MessageHead head, String method) {
    Matcher line = LINE.matcher(head.startLine());
    if (!line.matches() || !Characters.isValue(head.startLine())) {
      throw new BadRequest(502, message("api.tunnel.statusLine"));
    }
    boolean is10 = line.group(1).equals("0");
    int status = Integer.parseInt(line.group(2));
    Fields fields = withOneLength(head.fields());
    boolean bodiless = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
    Framing framing = Framing.of(fields, new Framing.UntilClose());
    List<String> connection = fields.tokens("Connection");
    boolean keeps =
        !connection.contains("close")
            && (!is10 || connection.contains("keep-alive"))
            && !(is10 && framing instanceof Framing.Chunked)
            && !bodiless; // some send a body all the same, which must not be read as an answer
    return new ResponseHead(
        status,
        line.group(3) == null ? " " : line.group(3),
        fields,
        bodiless ? new Framing.None() : framing,
        keeps && !(framing instanceof Framing.UntilClose));
  }

  /** The same length twice is said once (RFC 9112 §6.3). */
  private static Fields withOneLength(Fields fields) {
    List<String> lengths = fields.values("Content-Length");
    if (lengths.size() < 2 || lengths.stream().distinct().count() > 1) {
      return fields;
    }
    return fields
        .without(field -> field.is("Content-Length"))
        .with("Content-Length", lengths.getFirst());
  }

  boolean isInterim() {
    return status < 200;
  }
}
