package dev.tempo.server.tunnel;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes the heads of answers that are the tunnel's or Tempo's own. */
final class OwnAnswer {
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("200", "OK"),
          Map.entry("204", "No Content"),
          Map.entry("303", "See Other"),
          Map.entry("304", "Not Modified"),
          Map.entry("400", "Bad Request"),
          Map.entry("401", "Unauthorized"),
          Map.entry("403", "Forbidden"),
          Map.entry("404", "Not Found"),
          Map.entry("405", "Method Not Allowed"),
          Map.entry("408", "Request Timeout"),
          Map.entry("413", "Content Too Large"),
          Map.entry("414", "URI Too Long"),
          Map.entry("417", "Expectation Failed"),
          Map.entry("431", "Request Header Fields Too Large"),
          Map.entry("500", "Internal Server Error"),
          Map.entry("502", "Bad Gateway"),
          Map.entry("503", "Service Unavailable"),
          Map.entry("505", "HTTP Version Not Supported"));

  private OwnAnswer() {}

  static boolean hasBody(PageReply.Content content) {
    return content.status() != 204 && content.status() != 304;
  }

  /** The head of an answer. */
  static String head(PageReply.Content content, boolean last) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Cache-Control", "no-store");
    headers.putAll(content.headers());
    if (hasBody(content)) {
      headers.put("Content-Type", content.type());
      headers.put("Content-Length", Integer.toString(content.body().length));
    }
    return head(content.status(), headers, last);
  }

  /** The head of a stream of events, which ends with its connection. */
  static String events() {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put("Cache-Control", "no-store");
    headers.put("Content-Type", "text/event-stream");
    headers.put("X-Accel-Buffering", "no");
    return head(200, headers, true);
  }

  /** Leads to the tab page, without a word of where from. */
  static String toTab(Map<String, String> cookies) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(cookies);
    headers.put("Cache-Control", "no-store");
    headers.put("Content-Length", "0");
    headers.put("Location", Gatekeeper.OWN);
    headers.put("Referrer-Policy", "no-referrer");
    return head(303, headers, false);
  }

  private static String head(int status, Map<String, String> headers, boolean last) {
    headers.putIfAbsent("Referrer-Policy", "same-origin");
    headers.put("X-Content-Type-Options", "nosniff");
    if (last) {
      headers.put("Connection", "close");
    }
    StringBuilder head = new StringBuilder(256);
    head.append(
        String.format(
            Locale.ROOT,
            "HTTP/1.1 %d %s\r\n",
            status,
            REASONS.getOrDefault(Integer.toString(status), "Answer")));
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString();
  }
}
