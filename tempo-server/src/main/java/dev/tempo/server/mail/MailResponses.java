package dev.tempo.server.mail;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.List;

/** What is answered about the mail server. */
final class MailResponses {
  private MailResponses() {}

  @Schema("Smtp")
  record SmtpResponse(
      String server,
      int port,
      String username,
      String from,
      String security,
      boolean passwordSet,
      List<String> readOnly)
      implements ApiResponse {}

  @Schema("MailSent")
  record MailSent(boolean sent, String to) implements ApiResponse {}
}
