package dev.tempo.server.wiring;

import dev.tempo.Nodes;
import dev.tempo.server.expectations.LateWatch;
import dev.tempo.server.http.Feature;
import dev.tempo.server.mail.MailRoutes;
import dev.tempo.server.mail.Mailer;
import dev.tempo.server.message.Languages;
import dev.tempo.server.notifications.BackupNotifier;
import dev.tempo.server.notifications.DigestRoutes;
import dev.tempo.server.notifications.DigestService;
import dev.tempo.server.notifications.LateNotifier;
import dev.tempo.server.notifications.NotificationRoutes;
import dev.tempo.server.notifications.NotificationSender;
import dev.tempo.server.notifications.Notifier;
import dev.tempo.server.notifications.Recipients;
import dev.tempo.server.runs.DefaultLimits;
import dev.tempo.server.settings.JobDefaults;
import dev.tempo.server.users.User;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Who is told of runs that fail and jobs that are late. */
record NotificationsModule(
    ServerContext context,
    ServerServices services,
    RunTools tools,
    Languages languages,
    BackupServices backups)
    implements ServerModule {

  @Override
  public List<Feature> features() {
    TimeSource time = context.time();
    Mailer mailer = new Mailer();
    LateWatch late = services.jobs().late();
    NotificationSender sender =
        context.register(
            new NotificationSender(
                new NotificationSender.Shared(context.store().database(), context.tempo().nodes()),
                new NotificationSender.Outside(context.config(), mailer),
                this::ownersAddress,
                recipients(),
                time));
    Notifier.Sources sources = sources();
    Notifier notifier = context.register(new Notifier(context.tempo(), sources, sender, time));
    Nodes nodes = context.tempo().nodes();
    late.onChange(whileLeading(nodes, new LateNotifier(sources, sender, time)::tell));
    DigestService digests =
        context.register(
            new DigestService(
                sources,
                sender,
                new DigestService.Parts(
                    context.store().database(),
                    context.store().runs(),
                    services.access(),
                    services.jobs().jobs().views().late(),
                    nodes),
                time));
    late.onChange(whileLeading(nodes, digests::note));
    backups.events().onFailure(new BackupNotifier(sources, sender, time)::failed);
    context.onStarted(digests::begin);
    context.onStarted(notifier::catchUp);
    context.onStarted(late::begin);
    context.onStarted(sender::begin);
    return List.of(
        new MailRoutes(context.config(), services.users(), mailer),
        new NotificationRoutes(sender, sources, services.access()),
        new DigestRoutes(digests, services.users(), context.config()));
  }

  /** Each node knows which jobs are late; one of them notes and tells it. */
  private static <T> Consumer<T> whileLeading(Nodes nodes, Consumer<T> listener) {
    return told -> {
      if (nodes.isLeader()) {
        listener.accept(told);
      }
    };
  }

  private Notifier.Sources sources() {
    return new Notifier.Sources(
        context.config(),
        services.index(),
        recipients(),
        tools.json(),
        new DefaultLimits(context.tempo(), new JobDefaults(context.config())),
        context.settings().address().base());
  }

  private Recipients recipients() {
    return new Recipients(services.users(), context.config(), languages);
  }

  /** The address of whose job a run is of. */
  private Optional<String> ownersAddress(UUID runId) {
    return context
        .store()
        .runs()
        .find(runId)
        .flatMap(run -> services.index().find(run.jobId()))
        .flatMap(job -> job.details().ownership().ownerId())
        .flatMap(services.users()::find)
        .map(User::account)
        .filter(User.Account::active)
        .flatMap(User.Account::email);
  }
}
