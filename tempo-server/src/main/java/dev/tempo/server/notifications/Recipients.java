package dev.tempo.server.notifications;

import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.jobs.JobEntry;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import java.util.List;

/**
 * To whom mails about a job go: to those that it names; if it names neither an address nor a
 * webhook, to its owner, if the owner's address is known; to nobody while mail is not set up.
 *
 * @param settings whether it is
 * @param users whose addresses are known
 */
record Recipients(SettingsService settings, UserStore users) {

  List<String> of(JobEntry job) {
    Notification wish = job.details().behaviour().notification();
    if (settings.get(Settings.FROM_EMAIL).isEmpty()) {
      return List.of();
    }
    if (!wish.emails().isEmpty() || wish.webhookUrl().isPresent()) {
      return wish.emails();
    }
    return job.details().ownership().ownerId().flatMap(users::find).stream()
        .map(User::account)
        .filter(User.Account::active)
        .flatMap(account -> account.email().stream())
        .toList();
  }
}
