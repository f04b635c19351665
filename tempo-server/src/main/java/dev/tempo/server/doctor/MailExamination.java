package dev.tempo.server.doctor;

import dev.tempo.server.settings.SettingValues;
import dev.tempo.server.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/** Whether mail can be handed in where the settings say. Sends none. */
final class MailExamination implements Doctor.Examination {
  private static final String AREA = "mail";
  private static final int PATIENCE_MS = 3_000;

  private final Patient patient;

  MailExamination(Patient patient) {
    this.patient = patient;
  }

  @Override
  public List<Finding> findings() {
    return patient.settings().flatMap(MailExamination::look).stream().toList();
  }

  private static Optional<Finding> look(SettingValues settings) {
    String from = settings.get(Settings.FROM_EMAIL);
    String host = settings.get(Settings.SMTP_SERVER);
    if (from.isEmpty()) {
      return Optional.empty(); // mail is off
    }
    if (host.isEmpty()) {
      return Optional.of(
          Finding.warning(AREA, "fromEmail is set, but smtpServer is not: no mail is sent"));
    }
    int port = settings.get(Settings.SMTP_PORT);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          Finding.warning(
              AREA,
              "No mail server answers at " + host + ":" + port + " (" + e.getMessage() + ")"));
    }
  }
}
