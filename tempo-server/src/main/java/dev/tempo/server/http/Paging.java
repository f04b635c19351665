package dev.tempo.server.http;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Which part of a list is wanted.
 *
 * @param limit how many entries at most
 * @param cursor what the page before ended with, as the list wrote it; empty for the first page
 */
public record Paging(int limit, Optional<String> cursor) {
  /** The most that one page holds. */
  public static final int MAX_LIMIT = 1_000;

  /** What {@code total} counts up to. */
  public static final int MAX_TOTAL = 10_000;

  private static final int DEFAULT_LIMIT = 50;

  static Paging of(QueryParameters query) {
    int limit = (int) query.whole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    return new Paging(limit, query.parsed("cursor", Paging::decode, message("api.allowed.cursor")));
  }

  /** The cursor as an id. */
  public Optional<UUID> cursorId() {
    try {
      return cursor.map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("cursor", JsonValues.mustBe(message("api.allowed.cursor")));
    }
  }

  /** The cursor as a position. */
  public int cursorOffset() {
    try {
      return cursor.map(Paging::position).orElse(0);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("cursor", JsonValues.mustBe(message("api.allowed.cursor")));
    }
  }

  private static int position(String text) {
    int position = Integer.parseInt(text);
    if (position < 0) {
      throw new IllegalArgumentException("A position must not be negative");
    }
    return position;
  }

  /** A cursor as the API shows it: opaque, so that nobody leans on what it says. */
  public static String encode(Object cursor) {
    byte[] text = cursor.toString().getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static String decode(String cursor) {
    return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
  }
}
