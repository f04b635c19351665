package dev.tempo.server.tunnel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request for what is Tempo's on a page's address. Immutable but for the array.
 *
 * @param method as it was sent: GET, HEAD or POST
 * @param path what follows {@code /.tempo/} before the query, as it was sent; empty for the tab
 *     page
 * @param query what follows the first question mark, as it was sent; empty if there is none
 * @param headers the values of the first field of each name, by names in lower case; none of
 *     cookies and credentials
 * @param body at most 64 KiB
 */
public record PageRequest(
    String method, String path, String query, Map<String, String> headers, byte[] body) {

  /** Copies the headers. */
  public PageRequest {
    headers = Map.copyOf(headers);
  }

  /**
   * The value of a header.
   *
   * @param name in lower case
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /**
   * The first value of a parameter of the query, without decoding.
   *
   * @param name as it stands in the query
   */
  public Optional<String> parameter(String name) {
    List<String> parts = Arrays.asList(query.split("&", -1));
    return parts.stream()
        .filter(part -> part.startsWith(name + "="))
        .map(part -> part.substring(name.length() + 1))
        .findFirst();
  }
}
