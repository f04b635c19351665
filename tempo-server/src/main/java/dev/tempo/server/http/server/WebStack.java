package dev.tempo.server.http.server;

import dev.tempo.server.transport.Wire;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.context.Context;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server's protocol and routing, over connections of our own listener: its own listener
 * gives up for good when descriptors run out once, and lets connections take as long as they like.
 * Thread-safe.
 */
final class WebStack implements ListenerContext, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebStack.class);

  /** More than the listener below lets through, which says what is wrong. */
  private static final int MAX_LINE = 8_192;

  private static final int MAX_HEADERS = 32_768;

  /** The connection that the present thread, which is its own, handles. */
  private static final ThreadLocal<Wire> PRESENT = new ThreadLocal<>();

  private final Context context = Context.create();
  private final MediaContext media = MediaContext.create();
  private final ContentEncodingContext encodings = ContentEncodingContext.create();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ListenerConfig config =
      WebServer.builder()
          .shutdownHook(false)
          .errorHandling(ErrorHandling.builder().includeEntity(true).build())
          .buildPrototype();
  private final DirectHandlers directHandlers;
  private final Router router;
  private final Http1ConnectionSelector protocol;

  WebStack(HttpRouting.Builder routing, DirectHandlers directHandlers, Http1Upgrader sockets) {
    this.directHandlers = directHandlers;
    this.router = Router.builder().addRouting(routing).build();
    Http1Config http =
        Http1Config.builder()
            .maxPrologueLength(MAX_LINE)
            .maxHeadersSize(MAX_HEADERS)
            .addSendListener(new AnswerListener())
            .build();
    this.protocol = Http1ConnectionSelector.builder().config(http).addUpgrader(sockets).build();
    router.beforeStart();
  }

  /** Answers what comes on a connection, to its end. */
  void handle(Wire wire) {
    PRESENT.set(wire);
    WebConnection connection = new WebConnection(this, wire);
    try {
      protocol.connection(connection).handle(FixedLimit.create());
    } catch (CloseConnectionException e) {
      LOG.debug("A connection ended: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("A connection failed", e);
    } finally {
      PRESENT.remove();
    }
  }

  /** The connection of the request that the present thread answers. */
  static Wire presentWire() {
    return PRESENT.get();
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public MediaContext mediaContext() {
    return media;
  }

  @Override
  public ContentEncodingContext contentEncodingContext() {
    return encodings;
  }

  @Override
  public DirectHandlers directHandlers() {
    return directHandlers;
  }

  @Override
  public ListenerConfig config() {
    return config;
  }

  @Override
  public ExecutorService executor() {
    return executor;
  }

  Router router() {
    return router;
  }

  @Override
  public void close() {
    router.afterStop();
    executor.shutdownNow();
  }

  /** Tells the connection when an answer begins, and the answer whether it is the last. */
  private static final class AnswerListener implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext connection, Headers headers) {
      boolean last = headers.contains(HeaderValues.CONNECTION_CLOSE);
      if (((WebConnection) connection).wire().answering(last)
          && headers instanceof WritableHeaders<?> answer) {
        answer.set(HeaderValues.CONNECTION_CLOSE);
      }
    }
  }
}
