package dev.tempo.server.notifications;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Ids;
import dev.tempo.Nodes;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.log.LogLine;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.message.Translation;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.runs.DefaultLimits;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.transport.BasePath;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Queues a notice for whoever wants to know how a run ended, once it has. It learns of ends by
 * events, and at its start from the store, so that none is forgotten that came while no server ran.
 * Of several nodes the leader does that, and looks into the store when it begins to lead.
 *
 * <p>A run that is tried again tells nobody; its last attempt does. Skipped runs tell nobody. Jobs
 * that name neither an address nor a webhook tell their owner, if the owner's address is known.
 */
public final class Notifier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final int LAST_LINES = 50;
  private static final int RETRIES_LOOKED_AT = 50;
  private static final int MOST_CAUGHT_UP = 10_000;
  private static final Duration MARK_EVERY = Duration.ofSeconds(10);
  private static final Duration LONGEST_RUN = Duration.ofDays(7);

  private final Nodes nodes;
  private final Store store;
  private final Sources sources;
  private final Reach reach;
  private final NotificationStore notices;
  private final NotificationSender deliverer;
  private final TimeSource time;
  private final Subscription events;
  private volatile Instant marked;
  private volatile boolean isBehind = true;

  /**
   * Where it looks things up.
   *
   * @param settings mail server, base URL
   * @param jobs who wants to know
   * @param recipients whose addresses are known, and in which language they read
   * @param json how webhooks see runs
   * @param limits which of them are the server's
   * @param base below which the server lies, if its address does not say so
   */
  public record Sources(
      SettingsService settings,
      JobIndex jobs,
      Recipients recipients,
      RunJson json,
      DefaultLimits limits,
      BasePath base) {}

  /** Begins to listen. */
  public Notifier(Tempo tempo, Sources sources, NotificationSender deliverer, TimeSource time) {
    this.nodes = tempo.nodes();
    this.store = tempo.store();
    this.sources = sources;
    this.reach = new Reach(sources.settings(), sources.recipients().users());
    this.deliverer = deliverer;
    this.notices = deliverer.notices();
    this.time = time;
    this.marked = notices.mark().orElseGet(time::nowMillis);
    this.events = tempo.onEvent(this::listen);
  }

  /** Looks for runs that ended while nobody listened. */
  public void catchUp() {
    if (!nodes.isLeader()) {
      return;
    }
    isBehind = true;
    marked = notices.mark().orElse(marked);
    Instant since = marked.minus(MARK_EVERY).minus(MARK_EVERY);
    RunQuery query = RunQuery.ALL.withFrom(since.minus(LONGEST_RUN)).withLimit(MOST_CAUGHT_UP);
    isBehind = false;
    store.runs().list(query).runs().stream()
        .filter(run -> run.finishedAt().filter(end -> end.isAfter(since)).isPresent())
        .forEach(this::ended);
    mark(time.nowMillis());
  }

  @Override
  public void close() {
    events.close();
    if (nodes.isLeader()) {
      mark(time.nowMillis());
    }
  }

  private void listen(Event event) {
    switch (event) {
      case Event.RunFinished finished when nodes.isLeader() -> {
        if (isBehind) {
          catchUp(); // the store did not work then
        }
        ended(finished.run());
        if (Duration.between(marked, finished.at()).compareTo(MARK_EVERY) > 0) {
          mark(finished.at());
        }
      }
      case Event.RunFinished told -> isBehind = true; // by the leader, as long as it can
      case Event.LeadershipChanged changed when changed.isLeader() -> catchUp();
      default -> {} // tells of no end
    }
  }

  /** Not while somebody could not be told, who is when all is looked through again. */
  private void mark(Instant until) {
    if (isBehind) {
      return;
    }
    try {
      notices.mark(until);
      marked = until;
    } catch (RuntimeException e) {
      LOG.warn("It could not be noted until when runs were told about: {}", e.getMessage());
    }
  }

  /** Whoever tries out a text, or looks at a page, looks on, and needs no mail. */
  private void ended(Run run) {
    if (!run.isRegular()) {
      return;
    }
    try {
      Optional<JobIndexEntry> job = sources.jobs().find(run.jobId());
      List<QueuedNotification> wanted = job.map(entry -> wanted(run, entry)).orElse(List.of());
      if (!wanted.isEmpty()) {
        notices.add(wanted);
        deliverer.wake();
      }
    } catch (StoreException e) {
      isBehind = true; // all is looked through again
      LOG.error("Nobody could be told yet about the end of run {}", run.id(), e);
    } catch (RuntimeException e) {
      LOG.error("Nobody could be told about the end of run {}", run.id(), e);
    }
  }

  private List<QueuedNotification> wanted(Run run, JobIndexEntry job) {
    Notification wish = job.details().behaviour().notification();
    if (!concerns(wish.on(), run.status()) || isTriedAgain(run)) {
      return List.of();
    }
    Reach.Result told = reach.of(job.details());
    told.problems().stream()
        .filter(problem -> problem.channel() == Channel.EMAIL)
        .forEach(problem -> skip(run, wish, problem));
    if (told.addresses().isEmpty() && wish.webhookUrl().isEmpty()) {
      return List.of();
    }
    RunEmail message =
        new RunEmail(
            sources.settings().get(Settings.PRODUCT_NAME),
            run,
            lastLines(run),
            sources.json().reasons().of(run),
            link(run));
    List<QueuedNotification> wanted = new ArrayList<>();
    Map<Reader, String> mails = new HashMap<>();
    for (String to : told.addresses()) {
      String mail =
          mails.computeIfAbsent(
              sources.recipients().of(to), reader -> Json.text(mail(run, message, reader)));
      wanted.add(notice(run, Channel.EMAIL, to, mail));
    }
    wish.webhookUrl()
        .ifPresent(url -> wanted.add(notice(run, Channel.WEBHOOK, url, webhook(run, message))));
    return wanted;
  }

  /** Whoever named addresses expects mails; that the owner gets none is how things often are. */
  private void skip(Run run, Notification wish, Reach.Problem problem) {
    LOG.atLevel(wish.emails().isEmpty() ? Level.DEBUG : Level.WARN)
        .log("No mail about run {} of '{}': {}", run.id(), run.jobName(), problem.message());
    List<String> targets =
        wish.emails().isEmpty() ? List.of(QueuedNotification.OWNER) : wish.emails();
    targets.forEach(to -> notices.skip(notice(run, Channel.EMAIL, to, "{}"), problem.message()));
  }

  private static boolean concerns(Notification.On on, RunStatus status) {
    boolean failed =
        status == RunStatus.FAILURE || status == RunStatus.TIMEOUT || status == RunStatus.LOST;
    return switch (on) {
      case NEVER -> false;
      case FAILURE -> failed;
      case SUCCESS -> status == RunStatus.SUCCESS;
      case ALWAYS -> failed || status == RunStatus.SUCCESS || status == RunStatus.CANCELLED;
    };
  }

  /** The next attempt is stored in the transaction in which this one ended. */
  private boolean isTriedAgain(Run run) {
    if (run.status() == RunStatus.SUCCESS || run.status() == RunStatus.CANCELLED) {
      return false;
    }
    Optional<UUID> first = run.request().firstRunId().or(() -> Optional.of(run.id()));
    RunQuery retries =
        RunQuery.ALL.withJob(run.jobId()).withCause(RunCause.RETRY).withLimit(RETRIES_LOOKED_AT);
    return store.runs().list(retries).runs().stream()
        .anyMatch(
            other -> other.request().firstRunId().equals(first) && other.attempt() > run.attempt());
  }

  private List<LogLine> lastLines(Run run) {
    long count = store.logs().count(run.id());
    return count == 0
        ? List.of()
        : store.logs().read(run.id(), Math.max(1, count - LAST_LINES + 1), LAST_LINES);
  }

  private Optional<String> link(Run run) {
    return Optional.of(sources.settings().get(Settings.BASE_URL))
        .filter(url -> !url.isEmpty())
        .map(url -> sources.base().under(url) + "/runs/" + run.id());
  }

  private ObjectNode mail(Run run, RunEmail message, Reader reader) {
    return message.mail(reader, sources.limits().error(run, reader.language()));
  }

  /** What reads it is no account. */
  private String webhook(Run run, RunEmail message) {
    Translation language = sources.recipients().usual().language();
    return Json.text(
        new RunWebhook(
            "run.finished",
            sources.json().write(run, language),
            message.link(),
            message.lastLines().stream().map(line -> RunEmail.plain(line, language)).toList()));
  }

  private QueuedNotification notice(Run run, Channel channel, String target, String document) {
    QueuedNotification.Progress fresh = new QueuedNotification.Progress(time.nowMillis(), 0);
    return new QueuedNotification(Ids.next(), run.id(), channel, target, document, fresh);
  }
}
