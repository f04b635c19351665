package dev.tempo.server.http.socket;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.RequestView;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** How a WebSocket is opened (RFC 6455 §4.2). */
public final class Handshake {
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private Handshake() {}

  /**
   * What to answer to a request for a WebSocket.
   *
   * @throws ApiException 426 if another version is asked for, 400 if the key is none
   */
  public static byte[] answer(RequestView request) {
    if (!request.headers("Sec-WebSocket-Version").equals(List.of(VERSION))) {
      throw ApiException.of(ErrorCode.UPGRADE_REQUIRED, message("api.socket.version"))
          .header("Sec-WebSocket-Version", VERSION)
          .header("Upgrade", "websocket");
    }
    String head =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key(request))
            + "\r\n\r\n";
    return head.getBytes(StandardCharsets.US_ASCII);
  }

  private static String key(RequestView request) {
    try {
      List<String> keys = request.headers("Sec-WebSocket-Key");
      if (keys.size() == 1 && Base64.getDecoder().decode(keys.getFirst()).length == KEY_BYTES) {
        return keys.getFirst();
      }
    } catch (IllegalArgumentException e) {
      // No Base64, and so no key.
    }
    throw ApiException.of(ErrorCode.BAD_REQUEST, message("api.socket.key"));
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1", e);
    }
  }
}
