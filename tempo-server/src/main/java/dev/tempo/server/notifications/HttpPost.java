package dev.tempo.server.notifications;

import static dev.tempo.server.message.Messages.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One POST over a connection that was opened for it (RFC 9112). Java's own client looks up names by
 * itself, and so may call another address than the one that was checked; and all that is wanted of
 * an answer is its status. No more is read than its head, and of that only so much.
 */
final class HttpPost {
  private static final int MOST_READ = 16_384;
  private static final int FIRST_FINAL = 200;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");

  private HttpPost() {}

  /**
   * Posts a body.
   *
   * @param headers without those that tell where it goes and how long it is
   * @return the status of the answer
   * @throws IOException if there is none, or it is no HTTP
   */
  static int send(Socket socket, WebhookUrl url, Map<String, String> headers, String body)
      throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(url.target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(url.authority()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(content.length).append("\r\n");
    head.append("Connection: close\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(content);
    out.flush();
    return status(new BufferedInputStream(socket.getInputStream()));
  }

  /** Of the first answer that is no interim one (RFC 9110 §15.2). */
  private static int status(InputStream in) throws IOException {
    int[] left = {MOST_READ};
    while (true) {
      Matcher first = STATUS.matcher(line(in, left));
      if (!first.matches()) {
        throw new IOException(message("api.kept.webhook.noHttp").text());
      }
      int status = Integer.parseInt(first.group(1));
      if (status >= FIRST_FINAL) {
        return status;
      }
      while (!line(in, left).isEmpty()) {
        // the fields of an interim answer
      }
    }
  }

  private static String line(InputStream in, int[] left) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException(message("api.kept.webhook.endedEarly").text());
      }
      if (left[0]-- == 0) {
        throw new IOException(message("api.kept.webhook.longHead", "number", MOST_READ).text());
      }
      if (next == '\n') {
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
      }
      line.append((char) next);
    }
  }
}
