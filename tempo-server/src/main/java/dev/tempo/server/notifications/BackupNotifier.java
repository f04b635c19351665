package dev.tempo.server.notifications;

import dev.tempo.Ids;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Queues a mail to each administrator when a backup fails that is made by itself. Thread-safe. */
public final class BackupNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(BackupNotifier.class);
  private static final int AT_ONCE = 200;

  private final Notifier.Sources sources;
  private final NotificationSender sender;
  private final TimeSource time;

  /** One that queues with a sender. */
  public BackupNotifier(Notifier.Sources sources, NotificationSender sender, TimeSource time) {
    this.sources = sources;
    this.sender = sender;
    this.time = time;
  }

  /** A backup could not be made. */
  public void failed(String id, Instant at, Message reason) {
    if (sources.settings().get(Settings.FROM_EMAIL).isEmpty()) {
      return; // it is in the log, in health and on the page
    }
    try {
      QueuedNotification.Progress fresh = new QueuedNotification.Progress(time.nowMillis(), 0);
      List<QueuedNotification> notices =
          addresses().stream()
              .map(
                  to ->
                      new QueuedNotification(
                          Ids.next(),
                          Ids.next(),
                          Channel.EMAIL,
                          to,
                          document(id, at, reason, sources.recipients().of(to)),
                          fresh))
              .toList();
      if (!notices.isEmpty()) {
        sender.notices().add(notices);
        sender.wake();
      }
    } catch (RuntimeException e) {
      LOG.error("No administrator could be told that the backup {} failed", id, e);
    }
  }

  private List<String> addresses() {
    UserStore users = sources.recipients().users();
    List<String> addresses = new ArrayList<>();
    List<User> page = users.page(Optional.empty(), AT_ONCE);
    while (!page.isEmpty()) {
      page.stream()
          .map(User::account)
          .filter(account -> account.active() && account.role() == Role.ADMIN)
          .flatMap(account -> account.email().stream())
          .forEach(addresses::add);
      page = users.page(Optional.of(page.getLast().account().username()), AT_ONCE);
    }
    return addresses.stream().distinct().toList();
  }

  private String document(String id, Instant at, Message reason, Reader reader) {
    String subject =
        reader.message(
            "api.mail.backup.subject", "product", sources.settings().get(Settings.PRODUCT_NAME));
    String what =
        reader.message(
            "api.mail.backup.failed", "id", id, "time", reader.time(at), "reason", reason);
    Optional<String> link =
        Optional.of(sources.settings().get(Settings.BASE_URL))
            .filter(url -> !url.isEmpty())
            .map(url -> sources.base().under(url) + "/admin/backups");
    String html =
        "<!DOCTYPE html><html lang=\""
            + RunEmail.escaped(reader.language().language())
            + "\"><body><p>"
            + RunEmail.escaped(what)
            + "</p>"
            + link.map(RunEmail::escaped)
                .map(url -> "<p><a href=\"" + url + "\">" + url + "</a></p>")
                .orElse("")
            + "</body></html>";
    return Json.text(
        Json.object()
            .put("subject", subject)
            .put("text", what + "\n" + link.map(url -> url + "\n").orElse(""))
            .put("html", html)
            .put("language", reader.language().language())
            .put(LateMessage.ABOUT, subject)
            .node());
  }
}
