package dev.tempo.server.notifications;

import dev.tempo.Ids;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.jobs.LateChange;
import dev.tempo.server.jobs.LateChange.Change;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.settings.Settings;
import dev.tempo.time.TimeSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues a notice for whoever wants to know that jobs are late, once for each lateness, and one
 * when they are late no more. Who is told of failures is told of these. What happens at once is
 * told at once, in one notice for each address and each webhook. Thread-safe.
 */
public final class LateNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(LateNotifier.class);

  private final Notifier.Sources sources;
  private final Reach reach;
  private final NotificationSender deliverer;
  private final TimeSource time;

  /** One that queues with a deliverer. */
  public LateNotifier(Notifier.Sources sources, NotificationSender deliverer, TimeSource time) {
    this.sources = sources;
    this.reach = new Reach(sources.settings(), sources.recipients().users());
    this.deliverer = deliverer;
    this.time = time;
  }

  /** Tells of what has happened at once. */
  public void tell(List<LateChange> changes) {
    try {
      List<QueuedNotification> notices = new ArrayList<>();
      for (Change kind : List.of(Change.BECAME_LATE, Change.RECOVERED)) {
        addTo(notices, changes.stream().filter(change -> change.change() == kind).toList());
      }
      if (!notices.isEmpty()) {
        deliverer.notices().add(notices);
        deliverer.wake();
      }
    } catch (RuntimeException e) {
      LOG.error("Nobody could be told of {} changes of late jobs", changes.size(), e);
    }
  }

  private record Target(Channel channel, String address) {}

  private void addTo(List<QueuedNotification> notices, List<LateChange> changes) {
    Instant now = time.nowMillis();
    Map<Target, List<LateChange>> byTarget = new LinkedHashMap<>();
    changes.forEach(
        change ->
            targets(change)
                .forEach(to -> byTarget.computeIfAbsent(to, t -> new ArrayList<>()).add(change)));
    byTarget.forEach(
        (target, told) -> {
          boolean mail = target.channel() == Channel.EMAIL;
          Recipients recipients = sources.recipients();
          LateMessage message =
              new LateMessage(
                  sources.settings().get(Settings.PRODUCT_NAME),
                  told,
                  this::link,
                  now,
                  mail ? recipients.of(target.address()) : recipients.usual());
          String document = mail ? Json.text(message.mail()) : Json.text(message.webhook());
          QueuedNotification.Progress fresh = new QueuedNotification.Progress(now, 0);
          notices.add(
              new QueuedNotification(
                  Ids.next(), Ids.next(), target.channel(), target.address(), document, fresh));
        });
  }

  private List<Target> targets(LateChange change) {
    Notification wish = change.job().details().behaviour().notification();
    if (wish.on() != Notification.On.FAILURE && wish.on() != Notification.On.ALWAYS) {
      return List.of();
    }
    List<Target> targets = new ArrayList<>();
    Reach.Result told = reach.of(change.job().details());
    told.addresses().forEach(to -> targets.add(new Target(Channel.EMAIL, to)));
    if (!wish.emails().isEmpty() && !told.problems().isEmpty()) {
      String why = told.problems().getFirst().message();
      LOG.warn("Not all are told that '{}' is late or is so no more: {}", change.job().name(), why);
    }
    wish.webhookUrl().ifPresent(url -> targets.add(new Target(Channel.WEBHOOK, url)));
    return targets;
  }

  private Optional<String> link(UUID jobId) {
    return Optional.of(sources.settings().get(Settings.BASE_URL))
        .filter(url -> !url.isEmpty())
        .map(url -> sources.base().under(url) + "/jobs/" + jobId);
  }
}
