package dev.tempo.server.notifications;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.mail.MailServer;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds out who can be told about the runs of a job, and what is in the way of telling: the same
 * for a run that has ended and for whoever sets a job up. Looks up no names of hosts. Thread-safe.
 */
final class Reach {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.|$)){4}");

  private final SettingsService settings;
  private final UserStore users;

  Reach(SettingsService settings, UserStore users) {
    this.settings = settings;
    this.users = users;
  }

  /** What is in the way. */
  enum Hindrance {
    NO_MAIL_SERVER,
    NO_OWNER,
    OWNER_INACTIVE,
    OWNER_WITHOUT_ADDRESS,
    WEBHOOK_ADDRESS_REFUSED
  }

  /**
   * Why somebody is not told.
   *
   * @param code what is in the way
   * @param channel by which way somebody should have been told
   * @param message the same in words
   */
  record Problem(Hindrance code, Channel channel, String message) {}

  /**
   * Who is told about a job's runs.
   *
   * @param addresses to whom mails go
   * @param problems why others get none, or the webhook nothing
   */
  record Result(List<String> addresses, List<Problem> problems) {}

  /** True if mails can be sent. */
  boolean isMailReady() {
    return MailServer.of(settings).isPresent();
  }

  /** Who is told about the runs of a job that somebody wants to know of. */
  Result of(JobDetails details) {
    Notification wish = details.behaviour().notification();
    if (wish.on() == Notification.On.NEVER) {
      return new Result(List.of(), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    List<String> addresses = addresses(wish, details, problems);
    wish.webhookUrl().flatMap(this::refusal).ifPresent(problems::add);
    return new Result(addresses, List.copyOf(problems));
  }

  /** Jobs that name neither an address nor a webhook tell their owner. */
  private List<String> addresses(Notification wish, JobDetails details, List<Problem> problems) {
    boolean byMail = !wish.emails().isEmpty() || wish.webhookUrl().isEmpty();
    if (byMail && !isMailReady()) {
      String message = message("api.kept.reach.noMailServer").text();
      problems.add(new Problem(Hindrance.NO_MAIL_SERVER, Channel.EMAIL, message));
      return List.of();
    }
    if (!byMail || !wish.emails().isEmpty()) {
      return wish.emails();
    }
    Optional<User> owner = details.ownership().ownerId().flatMap(users::find);
    Optional<Problem> problem = problemOf(owner);
    problem.ifPresent(problems::add);
    return problem.isPresent()
        ? List.of()
        : owner.flatMap(user -> user.account().email()).stream().toList();
  }

  private static Optional<Problem> problemOf(Optional<User> owner) {
    if (owner.isEmpty()) {
      return mail(Hindrance.NO_OWNER, message("api.kept.reach.noOwner").text());
    }
    User.Account account = owner.get().account();
    if (!account.active()) {
      return mail(
          Hindrance.OWNER_INACTIVE,
          message("api.kept.reach.ownerInactive", "user", account.username()).text());
    }
    return account.email().isPresent()
        ? Optional.empty()
        : mail(
            Hindrance.OWNER_WITHOUT_ADDRESS,
            message("api.kept.reach.ownerWithoutAddress", "user", account.username()).text());
  }

  private static Optional<Problem> mail(Hindrance code, String message) {
    return Optional.of(new Problem(code, Channel.EMAIL, message));
  }

  /** Only of addresses that stand in the URL themselves; names are looked up when it is sent. */
  private Optional<Problem> refusal(String text) {
    try {
      WebhookUrl url = WebhookUrl.parse(text);
      return literal(url.host())
          .flatMap(address -> Webhooks.refusal(settings, url, address))
          .map(message -> webhook(message));
    } catch (DeliveryException e) {
      return Optional.of(webhook(e.getMessage()));
    }
  }

  private static Problem webhook(String message) {
    return new Problem(Hindrance.WEBHOOK_ADDRESS_REFUSED, Channel.WEBHOOK, message);
  }

  private static Optional<InetAddress> literal(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return Optional.of(InetAddress.getLoopbackAddress());
    }
    if (!IPV4.matcher(host).matches() && !host.contains(":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host)); // a literal: nothing is looked up
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
