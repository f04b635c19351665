package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.tunnel.Gatekeeper.Decision;
import dev.tempo.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page that is open: serves its requests. Thread-safe. */
final class OpenPage {
  private static final Logger LOG = LoggerFactory.getLogger(OpenPage.class);
  private static final int MAX_BODY = 65_536;
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST");
  private static final Set<String> HIDDEN = Set.of("cookie", "authorization", "x-api-key");

  private final TunnelPage page;
  private final String cookieName;
  private final Set<BrowserConnection> browsers = new LinkedHashSet<>();

  /**
   * A page.
   *
   * @param cookieName of the cookie that lets in, over HTTP
   */
  OpenPage(TunnelPage page, String cookieName) {
    this.page = page;
    this.cookieName = cookieName;
  }

  String id() {
    return page.id();
  }

  /**
   * Serves a request.
   *
   * @return whether another may follow on its connection
   */
  boolean serve(BrowserConnection browser, RequestHead request, TimeSource time)
      throws IOException {
    boolean https = browser.client(request.fields()).scheme().equals("https");
    String name = https ? "__Host-" + cookieName : cookieName;
    return switch (new Gatekeeper(page, name).decide(request)) {
      case Decision.Refuse(Replies.Refusal refusal) -> browser.refuse(request, refusal);
      case Decision.ToTab(Optional<String> cookie) -> {
        browser.admitted(() -> true); // by its ticket; nothing goes on for it
        browser.outlet().write(OwnAnswer.toTab(cookieHeader(name, cookie, https)));
        browser.outlet().flush();
        yield request.keepsAlive() && !request.hasBody();
      }
      case Decision.Own(PageCookies.Received received) -> {
        yield admit(browser, received) ? answer(browser, request, time) : browser.refuseAsFull();
      }
      case Decision.Forward forward -> {
        if (!admit(browser, forward.received())) {
          yield browser.refuseAsFull();
        }
        page.onRequest();
        yield new Exchange(browser, page, request, forward, time).run();
      }
    };
  }

  private boolean admit(BrowserConnection browser, PageCookies.Received received) {
    boolean counted = !browser.hasOwnPort();
    boolean room = !counted || takeIn(browser);
    if (counted && room) {
      browser.belongsTo(this);
    }
    if (room) {
      browser.admitted(() -> received.gate().stream().anyMatch(page::admits));
    }
    return room;
  }

  /** Counts a connection as one of this page's; one that waits makes room. */
  private boolean takeIn(BrowserConnection browser) {
    synchronized (browsers) {
      if (browsers.contains(browser)) {
        return true;
      }
      if (browsers.size() >= browser.limits().connections()) {
        Optional<BrowserConnection> oldest =
            browsers.stream()
                .filter(BrowserConnection::isWaiting)
                .min(Comparator.comparingLong(BrowserConnection::waitingSince));
        if (oldest.isEmpty()) {
          return false;
        }
        oldest.get().close();
        browsers.remove(oldest.get());
      }
      return browsers.add(browser);
    }
  }

  /** A connection has ended, or is another page's now. */
  void letGo(BrowserConnection browser) {
    synchronized (browsers) {
      browsers.remove(browser);
    }
  }

  /** Cuts the connections that are counted here. */
  void close() {
    List<BrowserConnection> all;
    synchronized (browsers) {
      all = List.copyOf(browsers);
    }
    all.forEach(BrowserConnection::close);
  }

  private static Map<String, String> cookieHeader(
      String name, Optional<String> value, boolean https) {
    return value
        .map(
            text ->
                Map.of(
                    "Set-Cookie",
                    name
                        + "="
                        + text
                        + "; Path=/; HttpOnly; SameSite=Lax"
                        + (https ? "; Secure" : "")))
        .orElse(Map.of());
  }

  private boolean answer(BrowserConnection browser, RequestHead request, TimeSource time)
      throws IOException {
    if (!METHODS.contains(request.method())) {
      return browser.refuse(
          request,
          new Replies.Refusal(405, message("api.tunnel.method", "method", request.method())));
    }
    Optional<byte[]> body = body(browser, request, time);
    if (body.isEmpty()) {
      return browser.refuse(request, new Replies.Refusal(413, message("api.tunnel.tooLarge")));
    }
    PageReply reply;
    try {
      reply = page.answer(request(request, body.get()));
    } catch (RuntimeException e) {
      LOG.warn("What is Tempo's on the page {} failed", page.id(), e);
      return browser.refuse(request, new Replies.Refusal(500, message("api.tunnel.failed")));
    }
    return switch (reply) {
      case PageReply.Content content ->
          browser.send(
              content,
              new BrowserConnection.Exchanged(
                  !request.method().equals("HEAD"), !request.keepsAlive()));
      case PageReply.Events(PageReply.EventSource source) -> {
        new BrowserEvents(browser, time).run(source);
        yield false;
      }
    };
  }

  /** The body; empty if it is too long or breaks off. */
  private static Optional<byte[]> body(
      BrowserConnection browser, RequestHead request, TimeSource time) throws IOException {
    if (request.framing() instanceof Framing.Sized(long bytes) && bytes > MAX_BODY) {
      return Optional.empty();
    }
    if (request.framing() instanceof Framing.Chunked) {
      return Optional.empty(); // no browser sends what is Tempo's in chunks
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    BodyCopier copier =
        new BodyCopier(browser.inlet(), body, false, browser.limits().times().head(), time);
    return copier.copy(request.framing()) ? Optional.of(body.toByteArray()) : Optional.empty();
  }

  private static PageRequest request(RequestHead head, byte[] body) {
    String rest = head.target().substring(Gatekeeper.OWN.length());
    int question = rest.indexOf('?');
    Map<String, String> headers = new LinkedHashMap<>();
    head.fields().all().stream()
        .filter(field -> !HIDDEN.contains(field.plainName()))
        .forEach(
            field -> headers.putIfAbsent(field.name().toLowerCase(Locale.ROOT), field.value()));
    return new PageRequest(
        head.method(),
        question < 0 ? rest : rest.substring(0, question),
        question < 0 ? "" : rest.substring(question + 1),
        headers,
        body);
  }
}
