package dev.tempo.server.mail;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** What to do about a mail that could not be handed in. */
final class MailAdvice {
  private MailAdvice() {}

  /** A sentence about the cause; empty if the server's own words must do. */
  static Optional<Message> of(MailServer server, Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    Optional<Message> advice = Optional.empty();
    for (Throwable e = failure; e != null && seen.add(e); e = e.getCause()) {
      Optional<Message> inner = about(server, e); // the innermost cause says most
      advice = inner.isPresent() ? inner : advice;
    }
    return advice;
  }

  private static Optional<Message> about(MailServer server, Throwable e) {
    return Optional.ofNullable(
        switch (e) {
          case UnknownHostException u ->
              message("api.kept.mail.unknownHost", "host", server.host());
          case SocketTimeoutException t -> message("api.kept.mail.noAnswer");
          case NoRouteToHostException n -> message("api.kept.mail.noRoute");
          case ConnectException c -> message("api.kept.mail.nothingListens");
          case AuthenticationFailedException a -> message("api.kept.mail.logIn");
          case CertificateExpiredException x -> message("api.kept.mail.expired");
          case CertPathBuilderException p -> untrusted(server);
          case CertificateException c when isOtherName(c) ->
              message("api.kept.mail.otherName", "host", server.host());
          case SSLException s when says(s, "unrecognized ssl message", "plaintext") ->
              message("api.kept.mail.noTls");
          case MessagingException m when says(m, "starttls is required") ->
              message("api.kept.mail.noStartTls");
          default -> null;
        });
  }

  private static Message untrusted(MailServer server) {
    String start = server.security() == MailServer.Security.STARTTLS ? " -starttls smtp" : "";
    return message(
        "api.kept.mail.untrusted", "server", server.host() + ":" + server.port() + start);
  }

  private static boolean isOtherName(CertificateException e) {
    return says(e, "no subject alternative", "no name matching");
  }

  private static boolean says(Throwable e, String... words) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    for (String word : words) {
      if (message.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
