package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.InvalidValueException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives pages host names that are not Tempo's wherever such a name is to be had, since cookies know
 * hosts and not ports: the names of a domain of their own ({@code *.pages.example.net}), one other
 * name ({@code pages.example.net}), or, where a browser reaches Tempo by loopback, the other name
 * of loopback. Otherwise Tempo's own. Immutable.
 */
public final class PageHosts {
  private static final Pattern SETTING =
      Pattern.compile(
          "(\\*\\.)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*"
              + "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?::([0-9]{1,5}))?");

  private static final int MAX_PORT = 65_535;

  /** Nothing is set. */
  public static final PageHosts DEFAULT =
      new PageHosts(false, Optional.empty(), OptionalInt.empty());

  private final boolean wildcard;
  private final Optional<String> host;
  private final OptionalInt publicPort;

  private PageHosts(boolean wildcard, Optional<String> host, OptionalInt publicPort) {
    this.wildcard = wildcard;
    this.host = host;
    this.publicPort = publicPort;
  }

  /**
   * Reads the setting {@code TEMPO_INTERFACE_HOST}.
   *
   * @param text a host name; or {@code *.} and a domain, which may have the port that browsers use
   *     after a colon; or blank for {@link #DEFAULT}
   * @throws IllegalArgumentException if it is none of these
   */
  public static PageHosts parse(String text) {
    String setting = text.strip().toLowerCase(Locale.ROOT);
    if (setting.isEmpty()) {
      return DEFAULT;
    }
    Matcher matcher = SETTING.matcher(setting);
    if (!matcher.matches()) {
      throw invalid(text);
    }
    boolean wildcard = matcher.group(1) != null;
    OptionalInt port =
        matcher.group(3) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(matcher.group(3)));
    boolean validPort = port.isEmpty() || wildcard && port.getAsInt() >= 1;
    if (!validPort || port.orElse(1) > MAX_PORT) {
      throw invalid(text);
    }
    return new PageHosts(wildcard, Optional.of(matcher.group(2)), port);
  }

  private static IllegalArgumentException invalid(String text) {
    return new InvalidValueException(message("api.tunnel.host", "text", text));
  }

  /** Whether every page has a name of its own, rather than a port of its own. */
  public boolean givesNames() {
    return wildcard;
  }

  /**
   * The label that a host name has below the pages' domain.
   *
   * @param host without a port
   * @return empty if names are not given, or it is no such name
   */
  public Optional<String> label(String host) {
    String suffix = "." + this.host.orElse("");
    String name = host.toLowerCase(Locale.ROOT);
    if (!wildcard || !name.endsWith(suffix)) {
      return Optional.empty();
    }
    return Optional.of(name.substring(0, name.length() - suffix.length()))
        .filter(label -> !label.isEmpty() && label.indexOf('.') < 0);
  }

  /**
   * The origin of a page, such as {@code http://localhost:5400}.
   *
   * @param page where it is; its port must be known
   * @param tempoHost the host name by which the browser reaches Tempo, without a port
   * @param https whether the browser reaches Tempo, and so its pages, by HTTPS
   */
  public String origin(PageAddress page, String tempoHost, boolean https) {
    String scheme = https ? "https://" : "http://";
    return switch (page) {
      case PageAddress.OwnPort(int port) ->
          scheme + host.orElseGet(() -> other(tempoHost)) + ":" + port;
      case PageAddress.OwnName(String label) ->
          scheme + label + "." + domain() + (publicPort.isPresent() ? port() : "");
    };
  }

  private String domain() {
    if (!wildcard) {
      throw new IllegalStateException("Pages have ports, since no domain is set for their names");
    }
    return host.orElseThrow();
  }

  private String port() {
    return ":" + publicPort.orElseThrow();
  }

  /** The other name of loopback, or the same name. */
  private static String other(String tempoHost) {
    String name = tempoHost.toLowerCase(Locale.ROOT);
    if (name.equals("localhost")) {
      return "127.0.0.1";
    }
    boolean loopback =
        name.equals("::1") || name.equals("[::1]") || name.matches("127(?:\\.[0-9]{1,3}){3}");
    if (loopback) {
      return "localhost";
    }
    return name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
  }
}
