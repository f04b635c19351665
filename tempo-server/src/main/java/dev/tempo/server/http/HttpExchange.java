package dev.tempo.server.http;

import static dev.tempo.server.message.Messages.counted;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.transport.BasePath;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A plain request. */
public final class HttpExchange implements RequestView {
  /** Larger than any job: a script may have a megabyte, which JSON may triple. */
  private static final int MAX_BODY_BYTES = 4 << 20;

  private static final int FIRST_BYTES = 16_384;
  private static final Budget NONE = new Budget(0);

  private final ServerRequest request;
  private final TrustedProxies proxies;
  private final Budget.Share share;
  private final int maxBody;
  private final BasePath base;
  private Optional<AnswerBudget.Share> answer = Optional.empty();

  /**
   * @param share of the memory for bodies
   * @param maxBody how large a body may be, whatever a feature would read
   * @param base below which cookies are kept
   */
  public HttpExchange(
      ServerRequest request,
      TrustedProxies proxies,
      Budget.Share share,
      int maxBody,
      BasePath base) {
    this.request = request;
    this.proxies = proxies;
    this.share = share;
    this.maxBody = maxBody;
    this.base = base;
  }

  /** A request whose body nobody reads, and which leads to no cookie. */
  public static HttpExchange bodiless(ServerRequest request, TrustedProxies proxies) {
    return new HttpExchange(request, proxies, NONE.share(), 0, BasePath.NONE);
  }

  public ServerRequest request() {
    return request;
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public Parameters query() {
    return request.query();
  }

  @Override
  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().all(HeaderNames.create(name), List::of);
  }

  @Override
  public List<String> sessionCookies() {
    return request.headers().cookies().all(sessionCookie().name(), List::of);
  }

  @Override
  public SessionCookie sessionCookie() {
    return SessionCookie.of(header("Host").orElse(""), request.localPeer().port()).below(base);
  }

  @Override
  public String path() {
    return request.path().absolute().path();
  }

  @Override
  public ClientAddress client() {
    return proxies.client(request.remotePeer().address(), request.isSecure(), this::headers);
  }

  @Override
  public Optional<Connection> connection() {
    return Optional.of(new Connection(request.remotePeer().port(), request.localPeer().port()));
  }

  @Override
  public boolean hasBody() {
    return request.content().hasEntity();
  }

  @Override
  public boolean contentTypeIs(String type, String subtype) {
    return request
        .headers()
        .contentType()
        .filter(
            sent -> sent.type().equalsIgnoreCase(type) && sent.subtype().equalsIgnoreCase(subtype))
        .isPresent();
  }

  @Override
  public byte[] body() {
    return body(Math.min(maxBody, MAX_BODY_BYTES));
  }

  @Override
  public byte[] body(int maxBytes) {
    int most = Math.min(maxBody, maxBytes);
    long declared = request.headers().contentLength().orElse(0);
    if (!hasBody()) {
      return new byte[0];
    }
    if (declared > most) {
      throw tooLarge(most);
    }
    try (InputStream in = request.content().inputStream()) {
      return read(in, most, (int) declared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Memory is taken as the body comes, so that who says much and sends little has little. */
  private byte[] read(InputStream in, int limit, int declared) throws IOException {
    int size = Math.min(declared == 0 ? FIRST_BYTES : declared, FIRST_BYTES);
    share.take(size);
    byte[] body = new byte[size];
    int read = 0;
    while (true) {
      int count = in.readNBytes(body, read, body.length - read);
      read += count;
      int next = read < body.length ? -1 : in.read();
      if (next < 0) {
        return read == body.length ? body : Arrays.copyOf(body, read);
      }
      if (read >= limit) {
        throw tooLarge(limit);
      }
      body = grown(body, declared > read ? declared : limit);
      body[read++] = (byte) next;
    }
  }

  private byte[] grown(byte[] body, int limit) {
    int size = (int) Math.min(limit, body.length * 2L);
    share.take(size);
    byte[] larger = Arrays.copyOf(body, size);
    share.give(body.length);
    return larger;
  }

  @Override
  public InputStream stream() {
    return hasBody() ? request.content().inputStream() : InputStream.nullInputStream();
  }

  @Override
  public void take(long bytes) {
    share.take(bytes);
  }

  @Override
  public void expect(long bytes) {
    answer.ifPresent(share -> share.expect(bytes));
  }

  /** Says from where an answer's memory comes. */
  public void answerFrom(AnswerBudget.Share share) {
    answer = Optional.of(share);
  }

  private static ApiException tooLarge(int maxBytes) {
    return ApiException.of(ErrorCode.PAYLOAD_TOO_LARGE, counted("api.bodyTooLarge", maxBytes));
  }
}
