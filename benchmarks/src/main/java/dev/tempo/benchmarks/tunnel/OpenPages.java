package dev.tempo.benchmarks.tunnel;

import dev.tempo.server.message.Languages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.message.Translator;
import dev.tempo.server.tunnel.PageAddress;
import dev.tempo.server.tunnel.PageHosts;
import dev.tempo.server.tunnel.PageReply;
import dev.tempo.server.tunnel.PageRequest;
import dev.tempo.server.tunnel.Tunnel;
import dev.tempo.server.tunnel.TunnelLimits;
import dev.tempo.server.tunnel.TunnelPage;
import dev.tempo.server.tunnel.TunnelSettings;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The tunnel with pages in it that all lead to one web server. */
final class OpenPages implements AutoCloseable {
  private static final String COOKIE = "let-me-in";

  private final Tunnel tunnel;
  private final List<Integer> ports = new ArrayList<>();

  OpenPages(int script, int count) throws IOException {
    tunnel =
        Tunnel.start(
            new TunnelSettings(
                InetAddress.getLoopbackAddress(),
                PageHosts.DEFAULT,
                proxy -> false,
                new Languages(new English(), () -> "en", account -> Optional.empty()),
                TunnelLimits.DEFAULT),
            OptionalInt.empty(),
            TimeSource.system());
    for (int i = 0; i < count; i++) {
      PageAddress address = tunnel.open(new Page("p" + i, script), new PageAddress.OwnPort(0));
      ports.add(((PageAddress.OwnPort) address).port());
    }
  }

  /** A connection to a page that is let in. */
  BareBrowser browser(int page) throws IOException {
    int port = ports.get(page);
    return new BareBrowser(
        port, "Cookie: tempo_page_" + port + "=" + COOKIE + "\r\nSec-Fetch-Site: same-origin\r\n");
  }

  @Override
  public void close() {
    tunnel.close();
  }

  /** English alone. */
  private static final class English implements Translator {
    @Override
    public List<String> languages() {
      return List.of("en");
    }

    @Override
    public Translation in(String language) {
      return Translation.ENGLISH;
    }
  }

  /** A page whose gate knows one cookie. */
  private record Page(String id, int port) implements TunnelPage {
    @Override
    public String cookieMark() {
      return id;
    }

    @Override
    public Optional<InetSocketAddress> script() {
      return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public Optional<String> redeem(String ticket) {
      return Optional.empty();
    }

    @Override
    public boolean admits(String cookie) {
      return cookie.equals(COOKIE);
    }

    @Override
    public void onRequest() {
      Thread.onSpinWait(); // nobody counts
    }

    @Override
    public void onSocketBytes(long bytes) {
      Thread.onSpinWait(); // nobody counts
    }

    @Override
    public PageReply answer(PageRequest request) {
      return PageReply.Content.none();
    }
  }
}
