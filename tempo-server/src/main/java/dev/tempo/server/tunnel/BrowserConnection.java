package dev.tempo.server.tunnel;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.transport.BadRequest;
import dev.tempo.server.transport.Inlet;
import dev.tempo.server.transport.Lingering;
import dev.tempo.time.TimeSource;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A browser's connection, with the one to the script that its requests use. One thread runs it;
 * {@link #close}, {@link #isWaiting} and {@link #check} are for any.
 */
final class BrowserConnection implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(BrowserConnection.class);

  /** Less than web servers usually wait, so that a script's end seldom crosses a request. */
  private static final Duration KEEP_UPSTREAM = Duration.ofSeconds(4);

  /** So many strangers' requests in turn are answered on one connection. */
  private static final int MOST_REFUSALS = 8;

  static final byte[] FULL =
      ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
              + "Content-Length: 0\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final Environment environment;
  private final TimeSource time;
  private final Inlet inlet;
  private final Outlet outlet;
  private volatile Optional<Upstream> upstream = Optional.empty();
  private volatile boolean closed;
  private volatile boolean waiting = true;
  private volatile long waitingSince;
  private volatile Optional<BooleanSupplier> admission = Optional.empty();
  private Optional<OpenPage> page = Optional.empty();
  private boolean upgraded;
  private int refusals;

  /**
   * What all connections share.
   *
   * @param pages finds the page of a request by its host
   * @param limits of sizes and times
   * @param trusted whose word counts about where a request comes from
   * @param replies what the tunnel says itself
   * @param lingering reads what still comes after the last answer
   * @param shared whether many pages share the port; then each counts its own connections
   */
  record Environment(
      PageFinder pages,
      TunnelLimits limits,
      Predicate<InetAddress> trusted,
      Replies replies,
      Lingering lingering,
      boolean shared) {}

  /** Finds pages. */
  @FunctionalInterface
  interface PageFinder {
    /**
     * The page that a request is for.
     *
     * @param host the request's {@code Host}
     */
    Optional<OpenPage> find(String host);
  }

  BrowserConnection(Socket socket, Environment environment, TimeSource time) throws IOException {
    this.socket = socket;
    this.environment = environment;
    this.time = time;
    this.inlet = new Inlet(socket, time);
    this.outlet = new Outlet(socket.getOutputStream(), time);
    this.waitingSince = time.nanoTime();
  }

  Inlet inlet() {
    return inlet;
  }

  Outlet outlet() {
    return outlet;
  }

  TunnelLimits limits() {
    return environment.limits();
  }

  /** Serves it to its end. */
  void run() {
    try {
      boolean more = true;
      while (more && awaitRequest()) {
        more = serve();
      }
      end();
    } catch (IOException e) {
      LOG.debug("A browser's connection ended: {}", e.toString());
    } catch (RuntimeException | Error e) {
      LOG.warn("A browser's connection failed", e);
    } finally {
      close();
      page.ifPresent(counting -> counting.letGo(this));
    }
  }

  private boolean awaitRequest() throws IOException {
    inlet.release();
    outlet.release();
    waitingSince = time.nanoTime();
    waiting = true;
    Duration idle = limits().times().idle();
    if (upstream.isPresent() && KEEP_UPSTREAM.compareTo(idle) < 0) {
      Optional<Boolean> soon = await(KEEP_UPSTREAM);
      if (soon.isPresent()) {
        return soon.get();
      }
      closeUpstream();
    }
    return await(idle).orElse(false);
  }

  /** Whether something came; empty if neither that nor the end was seen in time. */
  private Optional<Boolean> await(Duration limit) throws IOException {
    try {
      return Optional.of(inlet.await(time.nanoTime() + limit.toNanos()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  private boolean serve() throws IOException {
    try {
      Optional<RequestHead> request = head();
      if (request.isEmpty()) {
        return false;
      }
      admission = Optional.empty();
      Optional<OpenPage> asked = environment.pages().find(request.get().host());
      if (asked.isEmpty()) {
        return refuse(request.get(), new Replies.Refusal(404, message("api.tunnel.noPage")));
      }
      return asked.get().serve(this, request.get(), time);
    } catch (BadRequest e) {
      waiting = false;
      Replies.Refusal refusal = new Replies.Refusal(e.status(), e.message());
      send(environment.replies().of(refusal, false, Optional.empty()), Exchanged.last(true));
      return false;
    }
  }

  private Optional<RequestHead> head() throws IOException {
    try {
      long deadline = time.nanoTime() + limits().times().head().toNanos();
      return MessageHead.read(inlet, limits(), deadline).map(RequestHead::parse);
    } catch (SocketTimeoutException e) {
      throw new BadRequest(408, message("api.http.slowHead"));
    }
  }

  /** Whether the port is of one page alone. */
  boolean hasOwnPort() {
    return !environment.shared();
  }

  /** From now on a page counts it, and one that did before does not. */
  void belongsTo(OpenPage counting) {
    page.filter(before -> before != counting).ifPresent(before -> before.letGo(this));
    page = Optional.of(counting);
  }

  /** Tells that the page has no room for one more connection. */
  boolean refuseAsFull() throws IOException {
    outlet.write(FULL, 0, FULL.length);
    outlet.flush();
    return false;
  }

  /**
   * The gate has let its request in.
   *
   * @param holds whether it would still do so
   */
  void admitted(BooleanSupplier holds) {
    waiting = false;
    refusals = 0;
    admission = Optional.of(holds);
  }

  /**
   * Refuses a request. Whoever was refused often in turn must connect again.
   *
   * @return whether another may follow
   */
  boolean refuse(RequestHead request, Replies.Refusal refusal) throws IOException {
    PageReply.Content content =
        environment
            .replies()
            .of(refusal, request.wantsPage(), request.fields().first("Accept-Language"));
    Exchanged how = Exchanged.of(request);
    boolean last = admission.isEmpty() && ++refusals >= MOST_REFUSALS;
    return send(content, last ? Exchanged.last(how.withBody()) : how);
  }

  /**
   * How an answer is sent.
   *
   * @param withBody whether it may have a body
   * @param last whether it is the last on the connection
   */
  record Exchanged(boolean withBody, boolean last) {
    static Exchanged of(RequestHead request) {
      return new Exchanged(
          !request.method().equals("HEAD"), !request.keepsAlive() || request.hasBody());
    }

    static Exchanged last(boolean withBody) {
      return new Exchanged(withBody, true);
    }
  }

  /** Sends an answer of the tunnel's own. */
  boolean send(PageReply.Content content, Exchanged how) throws IOException {
    outlet.write(OwnAnswer.head(content, how.last()));
    if (how.withBody() && OwnAnswer.hasBody(content)) {
      outlet.write(content.body(), 0, content.body().length);
    }
    outlet.flush();
    return !how.last();
  }

  /** The browser as the script is told of it. */
  Rewriting.Client client(Fields fields) {
    InetAddress peer = ((InetSocketAddress) socket.getRemoteSocketAddress()).getAddress();
    String address = peer.getHostAddress();
    if (!environment.trusted().test(peer)) {
      return new Rewriting.Client(address, "http");
    }
    List<String> before = fields.values("X-Forwarded-For");
    List<String> schemes = fields.tokens("X-Forwarded-Proto");
    boolean https = !schemes.isEmpty() && schemes.getLast().equals("https");
    return new Rewriting.Client(
        before.isEmpty() ? address : String.join(", ", before) + ", " + address,
        https ? "https" : "http");
  }

  /**
   * The connection to the script.
   *
   * @param kept whether one will do that has answered before
   */
  Upstream upstream(InetSocketAddress script, boolean kept) throws IOException {
    Optional<Upstream> present = upstream.filter(known -> kept && known.leadsTo(script));
    if (present.isPresent()) {
      return present.get();
    }
    closeUpstream(); // first: some scripts serve one connection at a time
    Upstream fresh = Upstream.connect(script, limits().times().connect(), time);
    upstream = Optional.of(fresh);
    if (closed) {
      fresh.close();
    }
    return fresh;
  }

  boolean upstreamIsUsed() {
    return upstream.map(Upstream::isUsed).orElse(false);
  }

  void closeUpstream() {
    upstream.ifPresent(Upstream::close);
    upstream = Optional.empty();
  }

  /** From now on nothing that comes is a request. */
  void upgraded() {
    upgraded = true;
  }

  /** Sends nothing more. */
  void finish() throws IOException {
    outlet.flush();
    if (!socket.isOutputShutdown()) {
      socket.shutdownOutput();
    }
  }

  /** Reads for a moment what still comes, or the browser might lose its last answer. */
  private void end() throws IOException {
    if (!upgraded && !socket.isClosed()) {
      closeUpstream();
      finish();
      waiting = true;
      environment.lingering().discard(inlet);
    }
  }

  /** Whether nothing is being done for who may see a page, so that cutting it loses little. */
  boolean isWaiting() {
    return waiting;
  }

  long waitingSince() {
    return waitingSince;
  }

  /** Cuts it if its browser has taken nothing for too long, or is not let in any more. */
  void check() {
    boolean ended = admission.filter(holds -> !holds.getAsBoolean()).isPresent();
    if (ended || outlet.isStalled(limits().times().stalled())) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed for us, whatever the system says.
    }
    upstream.ifPresent(Upstream::close);
  }
}
