package dev.tempo.server.tunnel;

import dev.tempo.server.message.Languages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.message.Translator;
import dev.tempo.server.transport.RawClient;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A tunnel to one page's script, whose browser is let in. */
public final class TestTunnel implements AutoCloseable {
  static final Languages ENGLISH =
      new Languages(
          new Translator() {
            @Override
            public List<String> languages() {
              return List.of("en");
            }

            @Override
            public Translation in(String language) {
              return Translation.ENGLISH;
            }
          },
          () -> "en",
          account -> Optional.empty());

  private final Tunnel tunnel;
  private final TestPage page;
  private final int port;
  private final String cookie;

  private TestTunnel(Tunnel tunnel, TestPage page, int port) {
    this.tunnel = tunnel;
    this.page = page;
    this.port = port;
    this.cookie = page.cookie();
  }

  static TunnelSettings settings(TunnelLimits limits) {
    return new TunnelSettings(
        InetAddress.getLoopbackAddress(), PageHosts.DEFAULT, peer -> false, ENGLISH, limits);
  }

  /** A tunnel on a port of its own to a script's port. */
  public static TestTunnel to(int script) throws IOException {
    return to("p1", script);
  }

  /** A tunnel on a port of its own, for a page of an id. */
  public static TestTunnel to(String id, int script) throws IOException {
    return to(id, script, settings(TunnelLimits.DEFAULT));
  }

  /** A tunnel for a page under a name of its own, {@code p1}, behind a proxy on this machine. */
  public static TestTunnel named(int script, String domain) throws IOException {
    return named(script, domain, TunnelLimits.DEFAULT);
  }

  static TestTunnel named(int script, String domain, TunnelLimits limits) throws IOException {
    TunnelSettings settings =
        new TunnelSettings(
            InetAddress.getLoopbackAddress(),
            PageHosts.parse(domain),
            InetAddress::isLoopbackAddress,
            ENGLISH,
            limits);
    Tunnel tunnel = Tunnel.start(settings, OptionalInt.of(0), TimeSource.system());
    TestPage page = new TestPage("p1", script);
    tunnel.open(page, new PageAddress.OwnName("p1"));
    return new TestTunnel(tunnel, page, tunnel.namesPort().orElseThrow());
  }

  static TestTunnel to(int script, TunnelSettings settings) throws IOException {
    return to("p1", script, settings);
  }

  private static TestTunnel to(String id, int script, TunnelSettings settings) throws IOException {
    Tunnel tunnel = Tunnel.start(settings, OptionalInt.empty(), TimeSource.system());
    TestPage page = new TestPage(id, script);
    PageAddress address = tunnel.open(page, new PageAddress.OwnPort(0));
    return new TestTunnel(tunnel, page, ((PageAddress.OwnPort) address).port());
  }

  /** The same tunnel for a second page, under the name {@code p2}. */
  public TestTunnel alsoNamed(int script) throws IOException {
    TestPage second = new TestPage("p2", script);
    tunnel.open(second, new PageAddress.OwnName("p2"));
    return new TestTunnel(tunnel, second, port);
  }

  Tunnel tunnel() {
    return tunnel;
  }

  /** The page. */
  public TestPage page() {
    return page;
  }

  /** The port that browsers come to. */
  public int port() {
    return port;
  }

  String cookieName() {
    return "tempo_page_" + port;
  }

  String cookie() {
    return cookie;
  }

  RawClient connect() throws IOException {
    return new RawClient(port);
  }

  /** A request's head as the page's own browser sends it, up to the fields that are added. */
  String head(String line, String... fields) {
    StringBuilder head = new StringBuilder(line).append("\r\n");
    head.append("Host: localhost:").append(port).append("\r\n");
    head.append("Sec-Fetch-Site: same-origin\r\n");
    head.append("Cookie: ").append(cookieName()).append('=').append(cookie).append("\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  @Override
  public void close() {
    tunnel.close();
  }
}
