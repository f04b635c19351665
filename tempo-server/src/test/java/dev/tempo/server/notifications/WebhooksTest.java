package dev.tempo.server.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.mail.Deadline;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that lead where a test says, and connections that end at a receiver of the test's. */
final class WebhooksTest {
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  @TempDir Path directory;
  private SqliteStore store;
  private SettingsService settings;
  private ServerSocket receiver;

  @BeforeEach
  void start() throws IOException {
    store = SqliteStore.open(directory);
    settings = new SettingsService(SettingSources.NONE, store.database(), directory);
    receiver = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    receiver.close();
    store.close();
  }

  /** A resolver that answers from a list, a look-up after the other, and notes what is called. */
  private final class Fake implements Network {
    private final List<List<InetAddress>> answers = new ArrayList<>();
    private final List<String> called = new ArrayList<>();

    private Fake(String... addresses) throws UnknownHostException {
      for (String address : addresses) {
        answers.add(List.of(InetAddress.getAllByName(address)));
      }
    }

    @Override
    public List<InetAddress> lookUp(String host) {
      return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }

    @Override
    public Socket connect(InetAddress address, WebhookUrl url, Deadline.Open open)
        throws IOException {
      called.add(address.getHostAddress());
      Socket socket = new Socket(receiver.getInetAddress(), receiver.getLocalPort());
      open.add(socket);
      return socket;
    }
  }

  @Test
  void nameThatChangesBetweenLookAndCall_isCalledWhereItWasSeen() throws Exception {
    Fake network = new Fake("8.8.8.8", "127.0.0.1");
    CompletableFuture<String> got = answering("HTTP/1.1 204 No Content\r\n\r\n");
    post(network, "http://rebinding.example/hook");
    assertThat(network.called).containsExactly("8.8.8.8");
    assertThat(got.get(20, TimeUnit.SECONDS))
        .startsWith("POST /hook HTTP/1.1\r\nHost: rebinding.example\r\n");
  }

  @Test
  void nameOfAPrivateAddress_isNeverCalled_howeverItIsSpelt() throws Exception {
    for (String address : new String[] {"127.0.0.1", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"}) {
      for (String host :
          new String[] {"localhost", "localhost.", "2130706433", "0x7f.1", "inner.example"}) {
        Fake network = new Fake(address);
        assertThatThrownBy(() -> post(network, "http://" + host + ":81/x?token=hidden"))
            .isInstanceOfSatisfying(
                DeliveryException.class, e -> assertThat(e.isPermanent()).isTrue())
            .hasMessageMatching(".*(webhookPrivateAddresses|no URL of the web).*")
            .hasMessageNotContaining("hidden");
        assertThat(network.called).isEmpty();
      }
    }
  }

  @Test
  void redirect_isNotFollowed() throws Exception {
    Fake network = new Fake("8.8.8.8");
    answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n");
    assertThatThrownBy(() -> post(network, "http://a.example/"))
        .isInstanceOfSatisfying(DeliveryException.class, e -> assertThat(e.isPermanent()).isTrue())
        .hasMessageContaining("302");
    assertThat(network.called).hasSize(1);
  }

  @Test
  void nameAndPassword_goAsBasic_andAreShownNowhere() throws Exception {
    Fake network = new Fake("8.8.8.8");
    CompletableFuture<String> got = answering("HTTP/1.1 500 No\r\n\r\n");
    assertThatThrownBy(() -> post(network, "http://us%40er:p%3Aw@a.example:81/t0ken?key=t0ken"))
        .hasMessage("http://a.example:81/… answered 500");
    assertThat(got.get(20, TimeUnit.SECONDS))
        .startsWith("POST /t0ken?key=t0ken HTTP/1.1\r\nHost: a.example:81\r\n")
        .contains("\r\nAuthorization: Basic dXNAZXI6cDp3\r\n");
  }

  @Test
  void interimAnswers_arePassedOver_andWhatIsNoHttpIsAFailure() throws Exception {
    Fake network = new Fake("8.8.8.8");
    answering(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\n\r\n");
    post(network, "http://a.example/");
    for (String wrong : new String[] {"", "SSH-2.0-x\r\n", "HTTP/1.1 abc\r\n", "HTTP/2 200\r\n"}) {
      answering(wrong);
      assertThatThrownBy(() -> post(network, "http://a.example/"))
          .isInstanceOfSatisfying(
              DeliveryException.class, e -> assertThat(e.isPermanent()).isFalse());
    }
    answering("HTTP/1.1 200 " + "x".repeat(100_000));
    assertThatThrownBy(() -> post(network, "http://a.example/"))
        .hasMessageContaining("longer than");
  }

  @Test
  void receiverThatDripsItsAnswer_orSaysNothing_isGivenUpInTime() throws Exception {
    Fake network = new Fake("8.8.8.8");
    dripping();
    long begin = System.nanoTime();
    assertThatThrownBy(() -> post(network, "http://a.example/"))
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining("did not answer within");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void whatIsNoUrlOfTheWeb_isRefusedForGood() {
    for (String text :
        new String[] {"ftp://x/", "http:///x", "http://a b/", "file:///etc/passwd", "x"}) {
      assertThatThrownBy(() -> post(new Fake("8.8.8.8"), text))
          .isInstanceOfSatisfying(
              DeliveryException.class, e -> assertThat(e.isPermanent()).isTrue());
    }
  }

  private void post(Network network, String url) throws InterruptedException {
    QueuedNotification notice =
        new QueuedNotification(
            UUID.randomUUID(),
            UUID.randomUUID(),
            Channel.WEBHOOK,
            url,
            "{}",
            new QueuedNotification.Progress(Instant.EPOCH, 0));
    new Webhooks(settings, TimeSource.system(), network, PATIENCE).post(notice);
  }

  /** Takes one request, and answers so. */
  private CompletableFuture<String> answering(String answer) {
    CompletableFuture<String> request = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = receiver.accept()) {
                String got = read(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(answer.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                request.complete(got);
              } catch (IOException e) {
                request.completeExceptionally(e);
              }
            });
    return request;
  }

  /** Takes one request, and answers a letter now and then until nobody listens. */
  private void dripping() {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = receiver.accept()) {
                read(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                while (true) {
                  out.write('H');
                  java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                }
              } catch (IOException e) {
                // nobody listens any more
              }
            });
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (!request.toString().endsWith("\r\n\r\n{}")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      request.append((char) next);
    }
    return request.toString();
  }
}
