package dev.tempo.server.tunnel;

import dev.tempo.message.Message;
import dev.tempo.server.message.Languages;
import dev.tempo.server.message.Translation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the tunnel says itself: fixed texts, with nothing in them that came with the request. To
 * people as a page, to programs as a line of text.
 */
final class Replies {
  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:15vh auto;padding:0 1em;"
          + "color-scheme:light dark}";

  private static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

  private final Languages languages;

  Replies(Languages languages) {
    this.languages = languages;
  }

  /**
   * A text to answer with.
   *
   * @param status from 400 on
   * @param text what it says
   * @param link what a link to the same address says, if there is one
   */
  record Refusal(int status, Message text, Optional<Message> link) {
    Refusal(int status, Message text) {
      this(status, text, Optional.empty());
    }
  }

  /** A refusal as an answer. */
  PageReply.Content of(Refusal refusal, boolean asPage, Optional<String> acceptedLanguages) {
    Translation language = languages.of(Optional.empty(), acceptedLanguages);
    String text = language.text(refusal.text());
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Language", language.language());
    headers.put("Vary", "Accept-Language");
    if (refusal.status() == 503) {
      headers.put("Retry-After", "1");
    }
    if (!asPage) {
      return content(refusal.status(), "text/plain", headers, text + "\n");
    }
    headers.put("Content-Security-Policy", POLICY);
    String link =
        refusal
            .link()
            .map(l -> "<p><a href=\"\">" + escape(language.text(l)) + "</a></p>")
            .orElse("");
    String said = escape(text);
    String page =
        "<!doctype html><html lang=\""
            + language.language()
            + "\"><meta charset=\"utf-8\"><title>"
            + said
            + "</title><style>"
            + STYLE
            + "</style><main><p>"
            + said
            + "</p>"
            + link
            + "</main></html>\n";
    return content(refusal.status(), "text/html", headers, page);
  }

  private static PageReply.Content content(
      int status, String type, Map<String, String> headers, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new PageReply.Content(status, type + "; charset=utf-8", headers, bytes);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
