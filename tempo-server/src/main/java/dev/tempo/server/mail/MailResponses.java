package dev.tempo.server.mail;

import dev.tempo.server.http.json.ApiResponse;
import java.util.List;

/** What is answered about the mail server. */
final class MailResponses {
  private MailResponses() {}

  record SmtpResponse(
      String server,
      int port,
      String username,
      String from,
      String security,
      boolean passwordSet,
      List<String> readOnly)
      implements ApiResponse {}

  record MailSent(boolean sent, String to) implements ApiResponse {}
}
