package dev.tempo.server.mail;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** Hands mails in. Blocks for as long as the server takes, half a minute at most. Thread-safe. */
public final class Mailer {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IN_ALL = Duration.ofSeconds(30);
  private static final String UTF_8 = StandardCharsets.UTF_8.name();

  private final Optional<SSLSocketFactory> sockets;
  private final Duration inAll;

  /** One that trusts the certificates that Java trusts. */
  public Mailer() {
    this(Optional.empty());
  }

  /** One that trusts what a test trusts. */
  Mailer(Optional<SSLSocketFactory> sockets) {
    this(sockets, IN_ALL);
  }

  /** One that is less patient. */
  Mailer(Optional<SSLSocketFactory> sockets, Duration inAll) {
    this.sockets = sockets;
    this.inAll = inAll;
  }

  /**
   * Hands in a mail.
   *
   * @throws MailException that says what the server said
   * @throws InterruptedException if the caller is to end; whether it was sent is not known then
   */
  public void send(MailServer server, MailMessage mail) throws InterruptedException {
    try {
      Deadline.within(
          inAll,
          open -> {
            hand(server, mail, open);
            return null;
          });
    } catch (TimeoutException e) {
      String late =
          Messages.message("api.kept.mail.tooLong", "seconds", Long.toString(inAll.toSeconds()))
              .text();
      throw failed(server, false, new MessagingException(late));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof MailException told ? told : failed(server, false, e);
    }
  }

  private void hand(MailServer server, MailMessage mail, Deadline.Open open) {
    Session session = Session.getInstance(properties(server, open));
    Address[] to = {address(mail.to())};
    try (Transport transport = session.getTransport("smtp")) {
      MimeMessage message = message(session, server, mail);
      message.setRecipients(MimeMessage.RecipientType.TO, to);
      message.saveChanges();
      if (server.login().isPresent()) {
        MailServer.Login login = server.login().get();
        transport.connect(login.username(), login.password());
      } else {
        transport.connect();
      }
      transport.sendMessage(message, to);
    } catch (SendFailedException e) {
      boolean refused = e.getInvalidAddresses() != null && e.getInvalidAddresses().length > 0;
      throw failed(server, refused, e);
    } catch (MessagingException e) {
      throw failed(server, false, e);
    }
  }

  private static MimeMessage message(Session session, MailServer server, MailMessage mail)
      throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText(mail.text(), UTF_8);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(mail.html(), UTF_8, "html");
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress(server.from()));
    message.setSubject(mail.subject(), UTF_8);
    message.setSentDate(new Date());
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no answers from robots
    if (mail.language().isPresent()) {
      message.setContentLanguage(new String[] {mail.language().get()});
    }
    message.setContent(new MimeMultipart("alternative", text, html)); // the last is preferred
    return message;
  }

  private Properties properties(MailServer server, Deadline.Open open) {
    String millis = Long.toString(PATIENCE.toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", server.host());
    properties.setProperty("mail.smtp.port", Integer.toString(server.port()));
    properties.setProperty("mail.smtp.auth", Boolean.toString(server.login().isPresent()));
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    boolean startTls = server.security() == MailServer.Security.STARTTLS;
    properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(startTls));
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(startTls));
    properties.setProperty(
        "mail.smtp.ssl.enable", Boolean.toString(server.security() == MailServer.Security.TLS));
    if (server.security() != MailServer.Security.NONE) {
      SSLSocketFactory secure =
          sockets.orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
      properties.put("mail.smtp.ssl.socketFactory", new OpenSockets.Secure(secure, open));
    }
    properties.put("mail.smtp.socketFactory", new OpenSockets(SocketFactory.getDefault(), open));
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    properties.setProperty("mail.smtp.ssl.socketFactory.fallback", "false");
    return properties;
  }

  private static Address address(String text) {
    try {
      return new InternetAddress(text, true);
    } catch (AddressException e) {
      throw new MailException(
          Messages.message("api.kept.mail.address", "address", text).text(), true, e);
    }
  }

  private static MailException failed(MailServer server, boolean permanent, Exception e) {
    Throwable said = e.getCause() == null ? e : e.getCause();
    String problem =
        Optional.ofNullable(said.getMessage())
            .orElse(said.getClass().getSimpleName())
            .replaceAll("\\s+", " ")
            .strip();
    String place = server.host() + ":" + server.port();
    Message told =
        MailAdvice.of(server, e)
            .map(
                advice ->
                    Messages.message(
                        "api.kept.mail.refusedBecause",
                        "server",
                        place,
                        "problem",
                        problem,
                        "reason",
                        advice))
            .orElseGet(
                () ->
                    Messages.message("api.kept.mail.refused", "server", place, "problem", problem));
    return new MailException(told.text(), permanent, e);
  }
}
