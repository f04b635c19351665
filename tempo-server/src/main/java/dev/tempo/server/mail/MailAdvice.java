package dev.tempo.server.mail;

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
  private static final String PORTS =
      "the usual pairs are 465 with TLS, 587 with STARTTLS and 25 with NONE";

  private MailAdvice() {}

  /** A sentence about the cause; empty if the server's own words must do. */
  static Optional<String> of(MailServer server, Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    Optional<String> advice = Optional.empty();
    for (Throwable e = failure; e != null && seen.add(e); e = e.getCause()) {
      Optional<String> inner = about(server, e); // the innermost cause says most
      advice = inner.isPresent() ? inner : advice;
    }
    return advice;
  }

  private static Optional<String> about(MailServer server, Throwable e) {
    String text =
        switch (e) {
          case UnknownHostException u ->
              "Nobody knows the name '"
                  + server.host()
                  + "': check smtpServer, and that this machine can resolve names";
          case SocketTimeoutException t ->
              "It does not answer: check smtpPort and smtpSecurity (" + PORTS + "), and firewalls";
          case NoRouteToHostException n -> "No way leads there: check the network and firewalls";
          case ConnectException c ->
              "Nothing listens there: check smtpPort and smtpSecurity (" + PORTS + ")";
          case AuthenticationFailedException a ->
              "It refused the log-in: check smtpUsername and smtpPassword; many providers want a"
                  + " password that is made for programs";
          case CertificateExpiredException x ->
              "Its certificate has expired: its operator must renew it";
          case CertPathBuilderException p -> untrusted(server);
          case CertificateException c when isOtherName(c) ->
              "Its certificate is for another name than '"
                  + server.host()
                  + "': set smtpServer to a name that stands in the certificate";
          case SSLException s when says(s, "unrecognized ssl message", "plaintext") ->
              "It does not begin with TLS at this port: set smtpSecurity to STARTTLS ("
                  + PORTS
                  + ")";
          case MessagingException m when says(m, "starttls is required") ->
              "It does not offer STARTTLS: set smtpSecurity to TLS, or to NONE where the network is"
                  + " trusted ("
                  + PORTS
                  + ")";
          default -> "";
        };
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String untrusted(MailServer server) {
    String start = server.security() == MailServer.Security.STARTTLS ? " -starttls smtp" : "";
    return String.format(
        Locale.ROOT,
        "Its certificate is of no authority that Java trusts. If it is your own, trust it: save it"
            + " with 'openssl s_client -connect %s:%d%s -showcerts', copy Java's lib/security/cacerts,"
            + " add it there with 'keytool -importcert -alias mail -file mail.pem -keystore cacerts"
            + " -storepass changeit', and start with"
            + " TEMPO_JAVA_OPTS=-Djavax.net.ssl.trustStore=/path/to/cacerts",
        server.host(),
        server.port(),
        start);
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
