package dev.tempo.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tempo.server.mail.MailServer.Security;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MailerTest {
  private static final MailMessage MAIL =
      new MailMessage("you@example.org", "Grüße\nX: y", "Text é", "<p>é</p>", Optional.of("pt-BR"));

  private GreenMail mails;

  @AfterEach
  void stop() {
    if (mails != null) {
      mails.stop();
    }
  }

  /** Each of its bytes comes in time, and all together never do. */
  @Test
  void serverThatDripsItsAnswers_isGivenUpInTime() throws Exception {
    try (ServerSocket drips = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = drips.accept()) {
                  while (true) {
                    socket.getOutputStream().write('2');
                    java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                  }
                } catch (IOException e) {
                  // the other end has given up
                }
              });
      Mailer impatient = new Mailer(Optional.empty(), Duration.ofSeconds(1));
      MailServer server = server(drips.getLocalPort(), Security.NONE);
      assertThatThrownBy(() -> impatient.send(server, MAIL))
          .isInstanceOf(MailException.class)
          .hasMessageContaining("longer than 1 s");
    }
  }

  @Test
  void plainConnection_deliversTextAndHtml() throws Exception {
    start(ServerSetup.PROTOCOL_SMTP);
    new Mailer().send(server(mails.getSmtp().getPort(), Security.NONE), MAIL);
    MimeMessage got = mails.getReceivedMessages()[0];
    assertThat(got.getSubject()).isEqualTo("Grüße X: y");
    assertThat(got.getContentLanguage()).containsExactly("pt-BR");
    assertThat(got.getFrom()[0]).hasToString("tempo@example.org");
    assertThat(got.getHeader("X")).isNull();
    String body = GreenMailUtil.getWholeMessage(got);
    assertThat(body).contains("multipart/alternative", "text/plain", "text/html");
  }

  @Test
  void hostileSubject_isOneHeader_ofBoundedLines() throws Exception {
    start(ServerSetup.PROTOCOL_SMTP);
    MailServer server = server(mails.getSmtp().getPort(), Security.NONE);
    String nasty = "a\r\nBcc: eve@example.org\u0085\u2028\u0000\u001b[1m\u202Eb ";
    for (String subject : new String[] {nasty, "W".repeat(5_000), "é\uD83D\uDE00".repeat(2_000)}) {
      new Mailer().send(server, new MailMessage("you@example.org", subject, "t", "<p>t</p>"));
    }
    MimeMessage[] got = mails.getReceivedMessages();
    assertThat(got[0].getSubject()).isEqualTo("a Bcc: eve@example.org [1m b");
    for (MimeMessage message : got) {
      assertThat(message.getHeader("Bcc")).isNull();
      assertThat(message.getSubject().codePointCount(0, message.getSubject().length()))
          .isLessThanOrEqualTo(200);
      assertThat(GreenMailUtil.getWholeMessage(message).lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThan(998));
    }
  }

  @Test
  void startTls_isUsed_andTheCertificateChecked() throws Exception {
    start(ServerSetup.PROTOCOL_SMTP);
    try (StartTlsFront front = new StartTlsFront(greenMailKey(), mails.getSmtp().getPort())) {
      MailServer server = server(front.port(), Security.STARTTLS);
      assertThatThrownBy(() -> new Mailer().send(server, MAIL))
          .isInstanceOf(MailException.class)
          .hasMessageContaining("localhost:" + front.port())
          .hasMessageContaining("is of no authority that Java trusts. If it is your own, trust it")
          .hasMessageContaining("-connect localhost:" + front.port() + " -starttls smtp -showcerts")
          .hasMessageContaining("TEMPO_JAVA_OPTS=-Djavax.net.ssl.trustStore=");
      assertThat(mails.getReceivedMessages()).isEmpty();

      new Mailer(Optional.of(trusting())).send(server, MAIL);
      assertThat(mails.getReceivedMessages()).hasSize(1);
      assertThat(front.encrypted()).isEqualTo(1);
    }
  }

  @Test
  void startTls_thatIsNotOffered_sendsNothingInTheClear() throws Exception {
    start(ServerSetup.PROTOCOL_SMTP);
    MailServer server = server(mails.getSmtp().getPort(), Security.STARTTLS);
    assertThatThrownBy(() -> new Mailer().send(server, MAIL))
        .isInstanceOf(MailException.class)
        .hasMessageContaining("It does not offer STARTTLS: set smtpSecurity to TLS");
    assertThat(mails.getReceivedMessages()).isEmpty();
  }

  @Test
  void tls_fromTheBeginning_delivers() throws Exception {
    start(ServerSetup.PROTOCOL_SMTPS);
    MailServer server = server(mails.getSmtps().getPort(), Security.TLS);
    new Mailer(Optional.of(trusting())).send(server, MAIL);
    assertThat(mails.getReceivedMessages()).hasSize(1);
  }

  @Test
  void wrongAddressAndNoServer_saySo() {
    MailServer nowhere = server(1, Security.NONE);
    assertThatThrownBy(() -> new Mailer().send(nowhere, MAIL))
        .isInstanceOfSatisfying(MailException.class, e -> assertThat(e.isPermanent()).isFalse())
        .hasMessageContaining("localhost:1")
        .hasMessageContaining("Nothing listens there: check smtpPort and smtpSecurity");
    MailMessage lost = new MailMessage("no address", "s", "t", "h");
    assertThatThrownBy(() -> new Mailer().send(nowhere, lost))
        .isInstanceOfSatisfying(MailException.class, e -> assertThat(e.isPermanent()).isTrue());
  }

  @Test
  void tls_whereTheServerSpeaksPlainly_saysWhatToSet() {
    start(ServerSetup.PROTOCOL_SMTP);
    MailServer server = server(mails.getSmtp().getPort(), Security.TLS);
    assertThatThrownBy(() -> new Mailer().send(server, MAIL))
        .isInstanceOf(MailException.class)
        .hasMessageContaining("set smtpSecurity to STARTTLS");
  }

  /** By the exceptions alone, since no test asks for names. */
  @Test
  void everyOtherCause_hasItsAdvice() {
    MailServer server = server(587, Security.STARTTLS);
    assertAdvice(
        server, new UnknownHostException("localhost"), "Nobody knows the name 'localhost'");
    assertAdvice(server, new SocketTimeoutException("Read timed out"), "It does not answer");
    assertAdvice(server, new CertificateExpiredException("x"), "Its certificate has expired");
    assertAdvice(
        server,
        new CertificateException("No subject alternative DNS name matching localhost found."),
        "Its certificate is for another name than 'localhost'");
    assertThat(MailAdvice.of(server, new AuthenticationFailedException("535 5.7.8")))
        .hasValueSatisfying(words -> assertThat(words).asString().contains("check smtpUsername"));
    assertThat(MailAdvice.of(server, new MessagingException("550 no such user"))).isEmpty();
  }

  private static void assertAdvice(MailServer server, Exception cause, String words) {
    SSLException around = new SSLException("around", cause);
    assertThat(MailAdvice.of(server, new MessagingException("Could not connect", around)))
        .hasValueSatisfying(advice -> assertThat(advice).asString().contains(words));
  }

  private void start(String protocol) {
    mails = new GreenMail(new ServerSetup(0, "localhost", protocol));
    mails.start();
  }

  private static MailServer server(int port, Security security) {
    return new MailServer("localhost", port, security, Optional.empty(), "tempo@example.org");
  }

  /** GreenMail's own key, which nobody trusts. */
  private static SSLSocketFactory greenMailKey() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    char[] password = "changeit".toCharArray();
    try (var in = DummySSLServerSocketFactory.class.getResourceAsStream("/greenmail.p12")) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context.getSocketFactory();
  }

  private static SSLSocketFactory trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    return context.getSocketFactory();
  }

  private static final class TrustAll extends javax.net.ssl.X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(
        java.security.cert.X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(
        java.security.cert.X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(
        java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
