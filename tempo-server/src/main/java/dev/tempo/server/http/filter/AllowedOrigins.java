package dev.tempo.server.http.filter;

import dev.tempo.server.http.HostNames;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists the origins whose pages may call the API besides this server's own: none by default. An
 * origin is scheme, host and port (RFC 6454 §4); {@code *} stands for all.
 */
public final class AllowedOrigins {
  /** No other site. */
  public static final AllowedOrigins NONE = new AllowedOrigins(Set.of());

  private static final String ANY = "*";

  private final Set<String> allowed;

  private AllowedOrigins(Set<String> allowed) {
    this.allowed = allowed;
  }

  /**
   * Origins such as {@code https://tempo.example.com, http://localhost:3000}, divided by commas.
   *
   * @throws IllegalArgumentException if one is none
   */
  public static AllowedOrigins parse(String list) {
    return new AllowedOrigins(
        Arrays.stream(list.split(","))
            .map(String::trim)
            .filter(text -> !text.isEmpty())
            .map(AllowedOrigins::checked)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** True if pages of this origin may call. */
  public boolean allows(String origin) {
    return allowed.contains(ANY) || allowed.contains(origin.toLowerCase(Locale.ROOT));
  }

  /** True if one of the origins, named as such, is of this host. */
  boolean names(String host) {
    return allowed.stream().anyMatch(origin -> host(origin).equals(Optional.of(host)));
  }

  private static Optional<String> host(String origin) {
    return origin.equals(ANY)
        ? Optional.empty()
        : Optional.of(HostNames.name(URI.create(origin).getRawAuthority()));
  }

  private static String checked(String text) {
    String origin = text.toLowerCase(Locale.ROOT);
    if (!origin.equals(ANY) && !origin.matches("https?://[^/?#@\\s]+")) {
      throw new IllegalArgumentException(
          "An allowed origin must be like https://tempo.example.com, without a path, or *, but got '"
              + text
              + "'");
    }
    return origin;
  }
}
