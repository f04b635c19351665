package dev.tempo.server.tunnel;

import java.util.regex.Pattern;

/** Where browsers find a page: on a port of its own, or under a name of its own. */
public sealed interface PageAddress {

  /**
   * A port of its own, on which the tunnel listens for this page alone.
   *
   * @param port from 0, which takes any free one, to 65535
   */
  record OwnPort(int port) implements PageAddress {

    /** Checks the port. */
    public OwnPort {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("A port is from 0 to 65535, but got " + port);
      }
    }
  }

  /**
   * A name of its own below the pages' domain; all pages then share the tunnel's one port.
   *
   * @param label the first label of the name: 1 to 63 lower-case letters, digits and inner hyphens
   */
  record OwnName(String label) implements PageAddress {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /** Checks the label. */
    public OwnName {
      if (!LABEL.matcher(label).matches()) {
        throw new IllegalArgumentException(
            "A label of a host name is 1 to 63 of a-z, 0-9 and inner hyphens, but got " + label);
      }
    }
  }
}
