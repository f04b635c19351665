package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Inlet;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Hands one request on to the script, and its answer back. For one thread. */
final class Exchange {
  /** What a script computes may take as long as it likes. */
  private static final Duration FOREVER = Duration.ofDays(365);

  /** How long a browser that asks first waits for a script that does not know of it. */
  private static final Duration CONTINUE = Duration.ofSeconds(1);

  private static final String CONTINUE_HEAD = "HTTP/1.1 100 Continue\r\n\r\n";

  private final BrowserConnection browser;
  private final TunnelPage page;
  private final RequestHead request;
  private final Gatekeeper.Decision.Forward admitted;
  private final TunnelLimits limits;
  private final TimeSource time;
  private Optional<BodySender> sender = Optional.empty();
  private boolean continued;
  private boolean answering;
  private boolean browserEnded;
  private long browserEndedAt;

  Exchange(
      BrowserConnection browser,
      TunnelPage page,
      RequestHead request,
      Gatekeeper.Decision.Forward admitted,
      TimeSource time) {
    this.browser = browser;
    this.page = page;
    this.request = request;
    this.admitted = admitted;
    this.limits = browser.limits();
    this.time = time;
  }

  /** The browser has gone; there is nobody to answer. */
  private static final class BrowserGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    BrowserGoneException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Does it.
   *
   * @return whether another request may follow on the browser's connection
   * @throws IOException if the connection must be cut
   */
  boolean run() throws IOException {
    Optional<InetSocketAddress> script = page.script();
    if (script.isEmpty()) {
      return browser.refuse(request, new Replies.Refusal(503, message("api.tunnel.notReady")));
    }
    try {
      return handOn(script.get());
    } finally {
      sender.ifPresent(BodySender::stop);
    }
  }

  private boolean handOn(InetSocketAddress script) throws IOException {
    Upstream upstream;
    ResponseHead response;
    try {
      upstream = browser.upstream(script, request.isSafe() && !request.hasBody());
      response = ask(upstream);
    } catch (BrowserGoneException e) {
      throw e;
    } catch (BadRequest e) {
      return fail(new Replies.Refusal(502, message("api.tunnel.badAnswer", "reason", e.message())));
    } catch (IOException e) {
      return retryOrFail(script, e);
    }
    Optional<BadRequest> refusal = sender.flatMap(BodySender::refusal);
    return refusal.isPresent() ? fail(refused(refusal.get())) : answer(upstream, response);
  }

  private static Replies.Refusal refused(BadRequest request) {
    return new Replies.Refusal(request.status(), request.message());
  }

  /** A connection that was kept may have ended meanwhile; then the request has reached nobody. */
  private boolean retryOrFail(InetSocketAddress script, IOException problem) throws IOException {
    boolean again = browser.upstreamIsUsed() && request.isSafe() && !request.hasBody();
    browser.closeUpstream();
    if (again && !answering) {
      return handOn(script);
    }
    if (answering) {
      throw problem;
    }
    Optional<BadRequest> refusal = sender.flatMap(BodySender::refusal);
    return refusal.isPresent()
        ? fail(refused(refusal.get()))
        : fail(new Replies.Refusal(502, message("api.tunnel.noAnswer")));
  }

  private boolean fail(Replies.Refusal refusal) throws IOException {
    browser.closeUpstream();
    sender.ifPresent(BodySender::stop);
    if (answering) {
      throw new IOException("The script's answer broke off");
    }
    boolean more = browser.refuse(request, refusal);
    return more && sender.isEmpty() && !browserEnded;
  }

  /** Sends the request, and reads up to the head of the answer that counts. */
  private ResponseHead ask(Upstream upstream) throws IOException {
    upstream.inlet().during(new Looking(upstream), lookEvery());
    upstream
        .outlet()
        .write(
            Rewriting.request(
                request, admitted.received().fields(), browser.client(request.fields())));
    sendBody(upstream);
    while (true) {
      MessageHead head =
          MessageHead.read(upstream.inlet(), limits, time.nanoTime() + FOREVER.toNanos())
              .orElseThrow(() -> new IOException("The script has ended the connection"));
      ResponseHead response = ResponseHead.parse(head, request.method());
      if (!response.isInterim() || response.status() == 101) {
        return response;
      }
      interim(response);
    }
  }

  private Duration lookEvery() {
    Duration look = limits.times().look();
    return request.expectsContinue() && CONTINUE.compareTo(look) < 0 ? CONTINUE : look;
  }

  private void sendBody(Upstream upstream) throws IOException {
    switch (request.framing()) {
      case Framing.None none -> upstream.outlet().flush();
      case Framing.Sized(long bytes) when bytes <= browser.inlet().available() -> {
        browser.inlet().moveTo(upstream.outlet(), bytes);
        upstream.outlet().flush();
      }
      default -> {
        upstream.outlet().flush(); // or a browser that asks first is never told to go on
        BodySender body =
            new BodySender(
                browser.inlet(), upstream, request.framing(), limits.times().stalled(), time);
        sender = Optional.of(body);
        body.start();
      }
    }
  }

  private void interim(ResponseHead response) throws IOException {
    if (request.is10()) {
      return;
    }
    continued |= response.status() == 100;
    Fields fields = admitted.cookies().send(Rewriting.response(response), renamed());
    answerPart(fields.head(statusLine(response)));
  }

  private void answerPart(String head) throws IOException {
    try {
      browser.outlet().write(head);
      browser.outlet().flush();
    } catch (IOException e) {
      throw new BrowserGoneException("The browser takes no answer", e);
    }
  }

  private Set<String> renamed() {
    return admitted.received().renamed();
  }

  private static String statusLine(ResponseHead response) {
    return "HTTP/1.1 " + response.status() + response.reason();
  }

  private boolean answer(Upstream upstream, ResponseHead response) throws IOException {
    if (response.status() == 101) {
      return upgrade(upstream, response);
    }
    boolean unread = sender.isPresent() && !sender.get().isRead();
    boolean chunked =
        !request.is10()
            && (response.framing() instanceof Framing.Chunked
                || response.framing() instanceof Framing.UntilClose);
    boolean last = unread || browserEnded || !request.keepsAlive();
    Fields fields = admitted.cookies().send(Rewriting.response(response), renamed());
    fields = chunked ? fields.with("Transfer-Encoding", "chunked") : fields;
    fields = last ? fields.with("Connection", "close") : fields;
    answering = true;
    browser.outlet().write(fields.head(statusLine(response)));
    BodyCopier copier = new BodyCopier(upstream.inlet(), browser.outlet(), chunked, FOREVER, time);
    copy(copier, response);
    sender.ifPresent(BodySender::stop);
    boolean bodySent = sender.isEmpty() || sender.get().isWhole();
    if (response.keepsAlive() && bodySent && upstream.inlet().available() == 0 && !browserEnded) {
      upstream.keep();
    } else {
      browser.closeUpstream();
    }
    return !last && bodySent;
  }

  /** What has come of an answer goes to the browser, also where the rest does not come. */
  private void copy(BodyCopier copier, ResponseHead response) throws IOException {
    boolean whole = false;
    try {
      whole = copier.copy(response.framing());
    } catch (BadRequest e) {
      throw new IOException("The script's answer cannot be read to its end", e);
    } finally {
      if (!browser.outlet().hasFailed()) {
        browser.outlet().flush();
      }
    }
    if (!whole) {
      throw new IOException("The script's answer broke off");
    }
  }

  private boolean upgrade(Upstream upstream, ResponseHead response) throws IOException {
    List<String> chosen = response.fields().tokens("Upgrade");
    if (chosen.isEmpty() || !request.upgrades().containsAll(chosen)) {
      return fail(
          new Replies.Refusal(
              502, message("api.tunnel.badAnswer", "reason", message("api.tunnel.upgrade"))));
    }
    Fields fields =
        admitted
            .cookies()
            .send(Rewriting.response(response), renamed())
            .with("Connection", "Upgrade")
            .with("Upgrade", response.fields().values("Upgrade").getFirst());
    answering = true;
    answerPart(fields.head(statusLine(response)));
    browser.upgraded();
    new Relay(browser, upstream, page, time).run();
    return false;
  }

  /** While the script is silent: what was written goes out, and the browser is looked at. */
  private final class Looking implements Inlet.Wait {
    private final Upstream upstream;

    private Looking(Upstream upstream) {
      this.upstream = upstream;
    }

    @Override
    public void begin() throws IOException {
      try {
        browser.outlet().flush();
      } catch (IOException e) {
        throw new BrowserGoneException("The browser takes no answer", e);
      }
    }

    @Override
    public void silent() throws IOException {
      if (sender.isPresent() && !sender.get().isWhole()) {
        goOn(sender.get());
        return; // its thread reads from the browser
      }
      if (browserEnded) {
        requireNotLongAgo();
      } else if (browser.inlet().available() == 0 && hasEnded()) {
        browserEnded = true;
        browserEndedAt = time.nanoTime();
        upstream.finish();
      }
    }

    private void goOn(BodySender body) throws IOException {
      if (request.expectsContinue() && !continued && !answering && !body.hasBegun()) {
        continued = true;
        answerPart(CONTINUE_HEAD);
      }
    }

    private boolean hasEnded() throws IOException {
      try {
        return browser.inlet().hasEnded();
      } catch (IOException e) {
        throw new BrowserGoneException("The browser has gone", e);
      }
    }

    private void requireNotLongAgo() throws IOException {
      long since = time.nanoTime() - browserEndedAt;
      if (since > limits.times().stalled().toNanos()) {
        throw new BrowserGoneException(
            String.format(Locale.ROOT, "The browser ended %d s ago", since / 1_000_000_000), null);
      }
    }
  }
}
