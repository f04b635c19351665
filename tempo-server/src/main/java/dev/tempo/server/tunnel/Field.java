package dev.tempo.server.tunnel;

import java.util.Locale;

/**
 * A field of a head, each byte a character.
 *
 * @param name as it was sent
 * @param value without white space around it
 */
record Field(String name, String value) {

  boolean is(String expected) {
    return name.equalsIgnoreCase(expected);
  }

  /**
   * The name as many web servers see it, in lower case: to programs behind CGI, WSGI and the like
   * {@code X_API_Key} is the same as {@code X-API-Key}.
   */
  String plainName() {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
