package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides what becomes of a request, before anything of it reaches a script. */
final class Gatekeeper {
  /** Below it lies what is Tempo's. */
  static final String OWN = "/.tempo/";

  private static final Pattern TICKET = Pattern.compile("/\\?ticket=([A-Za-z0-9_-]{43})");
  private static final String TAB = OWN;

  private final TunnelPage page;
  private final String cookieName;

  /**
   * Of one page.
   *
   * @param cookieName of the cookie that lets in
   */
  Gatekeeper(TunnelPage page, String cookieName) {
    this.page = page;
    this.cookieName = cookieName;
  }

  /** What becomes of a request. */
  sealed interface Decision {
    /** Nothing. */
    record Refuse(Replies.Refusal refusal) implements Decision {}

    /**
     * It is sent to the tab page.
     *
     * @param cookie to be set, if it came with a ticket
     */
    record ToTab(Optional<String> cookie) implements Decision {}

    /** Tempo answers it. */
    record Own(PageCookies.Received received) implements Decision {}

    /** The script answers it. */
    record Forward(PageCookies.Received received, PageCookies cookies) implements Decision {}
  }

  /** Decides. A ticket is worth nothing afterwards, whatever the decision. */
  Decision decide(RequestHead request) {
    if (request.fields().has("Service-Worker")) {
      return refuse(403, "api.tunnel.serviceWorker");
    }
    PageCookies cookies = new PageCookies(cookieName, page.cookieMark());
    PageCookies.Received received = cookies.receive(request.fields());
    boolean admitted = received.gate().stream().anyMatch(page::admits);
    Matcher ticket = TICKET.matcher(request.target());
    if (ticket.matches() && request.method().equals("GET") && !request.isWebSocket()) {
      return ticket(ticket.group(1), admitted);
    }
    if (!admitted || ticket.matches()) {
      return refuse(401, "api.tunnel.noAccess");
    }
    return switch (RequestSource.of(request)) {
      case OWN -> own(request, received, cookies);
      case NAVIGATION ->
          request.target().equals(TAB)
              ? new Decision.Own(received)
              : new Decision.Refuse(
                  new Replies.Refusal(
                      403,
                      message("api.tunnel.otherSite"),
                      Optional.of(message("api.tunnel.continue"))));
      case FOREIGN -> refuse(403, "api.tunnel.otherPage");
    };
  }

  /** A ticket never reaches the script, which could show it to another page's gate. */
  private Decision ticket(String ticket, boolean admitted) {
    Optional<String> cookie = page.redeem(ticket);
    return cookie.isPresent() || admitted
        ? new Decision.ToTab(cookie)
        : refuse(401, "api.tunnel.noAccess");
  }

  private Decision own(RequestHead request, PageCookies.Received received, PageCookies cookies) {
    if (request.target().startsWith(OWN)) {
      return new Decision.Own(received);
    }
    if (page.script().isPresent()) {
      return new Decision.Forward(received, cookies);
    }
    return request.wantsPage()
            && !"iframe".equals(request.fields().first("Sec-Fetch-Dest").orElse(""))
        ? new Decision.ToTab(Optional.empty())
        : refuse(503, "api.tunnel.notReady");
  }

  private static Decision.Refuse refuse(int status, String key) {
    return new Decision.Refuse(new Replies.Refusal(status, message(key)));
  }
}
