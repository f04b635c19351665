package dev.tempo.server.interfaces;

import dev.tempo.Ids;
import dev.tempo.Nodes;
import dev.tempo.RunOptions;
import dev.tempo.server.http.ClientAddress;
import dev.tempo.server.interfaces.InterfaceRow.Place;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.projects.Project;
import dev.tempo.server.projects.ProjectLabel;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.time.TimeSource;
import dev.tempo.webapp.PortPool;
import dev.tempo.webapp.WebApp;
import dev.tempo.webapp.WebAppState;
import dev.tempo.webapp.WebApps;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens pages of scripts for accounts, and ends them: one for each account, job and project.
 * Thread-safe.
 */
final class InterfaceService {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceService.class);

  /** So long a failure is shown in the tab that waited; then its port is another's. */
  private static final Duration SHOW_FAILURE = Duration.ofMinutes(5);

  /** So long the last word of a page that was stopped takes to its tabs. */
  private static final Duration LAST_WORD = Duration.ofSeconds(3);

  private static final String TEMPO = "Tempo";

  private final InterfaceSettings settings;
  private final PortPool ports;
  private final InterfaceStore store;
  private final OpenInterface.Parts parts;
  private final Function<Holder, Optional<Caller>> credentials;
  private final Function<InterfaceRow, Optional<Nodes.NodeInfo>> elsewhere;
  private final Predicate<InterfaceRow> isOthers;
  private final TimeSource time;
  private final Supplier<WebApps> apps;
  private final Map<UUID, OpenInterface> open = new ConcurrentHashMap<>();
  private final ReentrantLock opening = new ReentrantLock();
  private volatile Optional<InterfaceGateway> gateway = Optional.empty();
  private long sweptNanos;

  /**
   * What it stands on.
   *
   * @param apps starts scripts; asked for when the first one is
   * @param credentials tells who may act with what is kept of credentials; empty once they ended
   * @param elsewhere tells on which other node that lives an interface is; empty if it is on none
   * @param isOthers tells whether its script was begun by another node, alive or not
   */
  record Ground(
      Supplier<WebApps> apps,
      PortPool ports,
      Function<Holder, Optional<Caller>> credentials,
      Function<InterfaceRow, Optional<Nodes.NodeInfo>> elsewhere,
      Predicate<InterfaceRow> isOthers,
      TimeSource time) {}

  InterfaceService(InterfaceSettings settings, OpenInterface.Parts parts, Ground ground) {
    this.settings = settings;
    this.parts = parts;
    this.store = parts.store();
    this.apps = ground.apps();
    this.ports = ground.ports();
    this.credentials = ground.credentials();
    this.elsewhere = ground.elsewhere();
    this.isOthers = ground.isOthers();
    this.time = ground.time();
    this.sweptNanos = time.nanoTime();
  }

  /**
   * Begins to serve, and takes up what an earlier process left; until it has, nothing is opened.
   *
   * @param started empty if nothing can be served: then scripts that run are kept as long as pages
   *     that nobody uses
   */
  void begin(Optional<InterfaceGateway> started) {
    opening.lock();
    try {
      gateway = started;
      takeUpAll();
    } finally {
      opening.unlock();
    }
  }

  private void takeUpAll() {
    Map<UUID, WebApp> found = new ConcurrentHashMap<>();
    apps.get().recover().forEach(app -> found.put(app.id(), app));
    for (InterfaceRow row : store.all()) {
      if (elsewhere.apply(row).isPresent()) {
        continue;
      }
      WebApp app = found.remove(row.runId());
      if (app == null && isOthers.test(row)) {
        continue; // whose node comes back
      }
      if (app == null || !takeUp(row, app)) {
        store.delete(row.id());
        Optional.ofNullable(app).ifPresent(lost -> apps.get().stop(lost, TEMPO));
      }
    }
    found.values().forEach(nobodys -> apps.get().stop(nobodys, TEMPO));
  }

  private boolean takeUp(InterfaceRow row, WebApp app) {
    OpenInterface page = new OpenInterface(row, parts, time);
    page.app(app);
    page.leases().expectBack();
    holder(row, row.opener()).ifPresent(page::hold);
    store
        .cookies(row.id())
        .forEach(
            cookie ->
                holder(row, cookie.holder())
                    .ifPresentOrElse(
                        caller -> page.admit(cookie.hash(), caller),
                        () -> store.deleteCookie(cookie.hash())));
    if (page.isOfNobody()) {
      return false; // its credentials have ended meanwhile
    }
    OptionalInt port =
        gateway
            .map(serving -> serving.reopen(page, row.port()))
            .orElseGet(() -> OptionalInt.of(row.port()));
    if (port.isEmpty()) {
      return false;
    }
    page.row(row.withPort(port.getAsInt()));
    store.save(page.row());
    open.put(row.id(), page);
    changed(app); // it may have ended before it was known here
    return true;
  }

  /** Whoever is of another level than the page's script was told does not hold it any more. */
  private Optional<Caller> holder(InterfaceRow row, Holder kept) {
    return credentials.apply(kept).filter(row.place()::isOfSameLevel);
  }

  /**
   * What is opened.
   *
   * @param options of its run, with its parameters
   */
  record Wish(JobIndexEntry job, Project project, RunOptions options) {}

  /**
   * An interface that was asked for.
   *
   * @param isNew whether it was not there before
   * @param url with a ticket that lets in once
   */
  record Opened(OpenInterface page, boolean isNew, String url) {}

  /**
   * Opens the page of a job, or finds the one that is open for this account and project.
   *
   * @throws dev.tempo.server.http.problem.ApiException 429 if there are too many, 503 if no port is
   *     free or nothing is served yet
   */
  Opened open(Wish wish, Caller caller, ClientAddress client) {
    Place place = Place.of(caller, wish.job().id(), wish.project().id());
    opening.lock();
    try {
      InterfaceGateway serving = gateway.orElseThrow(InterfaceMessages::notServed);
      Optional<OpenInterface> there = find(place).filter(OpenInterface::isOpen);
      OpenInterface page = there.orElseGet(() -> start(wish, place, caller));
      page.hold(caller);
      page.leases().onRequest();
      String ticket = parts.tickets().make(page.uuid(), caller);
      String url = serving.origin(page, client) + "/?ticket=" + ticket;
      return new Opened(page, there.isEmpty(), url);
    } finally {
      opening.unlock();
    }
  }

  private OpenInterface start(Wish wish, Place place, Caller caller) {
    find(place).ifPresent(this::withdraw);
    requireNotElsewhere(place);
    withdrawEnded(caller);
    checkLimits(caller);
    InterfaceGateway started = gateway.orElseThrow();
    InterfaceRow row =
        new InterfaceRow(Ids.next(), place, Holder.of(caller), new UUID(0, 0), 0, time.nowMillis());
    OpenInterface page = new OpenInterface(row, parts, time);
    RunOptions options =
        wish.options()
            .withStartedBy(caller.userId().toString())
            .withLabel(ProjectLabel.of(wish.project().id()));
    if (ports.freeCount() < 2) {
      throw InterfaceMessages.noPort(ports.from(), ports.to());
    }
    page.app(apps.get().open(wish.job().id(), options));
    OptionalInt port = started.open(page);
    if (port.isEmpty()) {
      apps.get().stop(page.app(), TEMPO);
      throw InterfaceMessages.noPort(ports.from(), ports.to());
    }
    page.row(row.withRun(page.app().id()).withPort(port.getAsInt()));
    store.save(page.row());
    open.put(page.uuid(), page);
    changed(page.app()); // it may have ended before it was known here
    return page;
  }

  private void requireNotElsewhere(Place place) {
    store.all().stream()
        .filter(row -> row.place().equals(place))
        .flatMap(row -> elsewhere.apply(row).stream())
        .findFirst()
        .ifPresent(
            node -> {
              throw InterfaceMessages.elsewhere(node);
            });
  }

  /** Those that have ended and are still shown keep ports; the newest of them are enough. */
  private void withdrawEnded(Caller caller) {
    List<OpenInterface> own =
        list().stream()
            .filter(page -> page.row().place().userId().equals(caller.userId()))
            .toList();
    own.stream()
        .filter(page -> page.overNanos().isPresent())
        .limit(Math.max(0, own.size() - settings.mostPerUser() + 1))
        .forEach(this::withdraw);
  }

  private void checkLimits(Caller caller) {
    List<OpenInterface> running =
        open.values().stream().filter(page -> page.overNanos().isEmpty()).toList();
    long own =
        running.stream()
            .filter(page -> page.row().place().userId().equals(caller.userId()))
            .count();
    if (own >= settings.mostPerUser()) {
      throw InterfaceMessages.tooManyOfUser(settings.mostPerUser());
    }
    if (running.size() >= settings.most()) {
      throw InterfaceMessages.tooManyOfAll(settings.most());
    }
  }

  /** The interface of an account's job and project, also one that has failed of late. */
  Optional<OpenInterface> find(Place place) {
    return open.values().stream().filter(page -> page.row().place().equals(place)).findFirst();
  }

  /** The newest of a caller's for a job, in whichever project. */
  Optional<OpenInterface> newest(Caller caller, UUID jobId) {
    return list().stream()
        .filter(page -> page.row().place().isOfSameLevel(caller))
        .filter(page -> page.row().place().jobId().equals(jobId))
        .reduce((first, second) -> second);
  }

  Optional<OpenInterface> find(UUID id) {
    return Optional.ofNullable(open.get(id));
  }

  /** All, the oldest first. */
  List<OpenInterface> list() {
    return open.values().stream().sorted(Comparator.comparing(OpenInterface::uuid)).toList();
  }

  InterfaceSettings settings() {
    return settings;
  }

  PortPool ports() {
    return ports;
  }

  /** Ends an interface; one that has failed is not shown any more. */
  void stop(OpenInterface page, String by) {
    if (page.overNanos().isPresent()) {
      withdraw(page);
    } else {
      apps.get().stop(page.app(), by);
    }
  }

  /** Takes cookies from those whose credentials have ended, and ends what was theirs alone. */
  void credentialsEnded(Predicate<Caller> whose) {
    for (OpenInterface page : open.values()) {
      if (page.dismiss(whose)) {
        stop(page, TEMPO);
      }
    }
  }

  /** The page of a script is in another state, or its script was started again. */
  void changed(WebApp app) {
    Optional<OpenInterface> known =
        open.values().stream().filter(page -> page.app() == app).findFirst();
    if (known.isEmpty()) {
      return;
    }
    OpenInterface page = known.get();
    if (!page.row().runId().equals(app.status().runId())) {
      page.row(page.row().withRun(app.status().runId()));
      store.save(page.row());
    }
    if (app.status().state().isFinal()) {
      page.isOver();
      store.delete(page.uuid());
    }
  }

  /** Ends what nobody needs any more; to be called every second. */
  void tick() {
    long now = time.nanoTime();
    boolean sweep = now - sweptNanos >= settings.sweep().toNanos();
    if (sweep) {
      sweptNanos = now;
    }
    for (OpenInterface page : open.values()) {
      try {
        look(page, now, sweep);
      } catch (RuntimeException e) { // or the others would go on for ever
        LOG.warn("The interface {} could not be looked at", page.uuid(), e);
      }
    }
  }

  private void look(OpenInterface page, long now, boolean sweep) {
    if (page.overNanos().isEmpty() && page.status().state().isFinal()) {
      changed(page.app()); // as the database was out of order when it said so
    }
    if (page.overNanos().isPresent()) {
      boolean failed = page.status().state() == WebAppState.FAILED;
      Duration shown = failed ? SHOW_FAILURE : LAST_WORD;
      if (now - page.overNanos().get() >= shown.toNanos()) {
        withdraw(page);
      }
      return;
    }
    page.leases()
        .over(InterfaceSettings.COME_BACK, settings.idle())
        .ifPresent(
            reason -> {
              LOG.info("The interface {} is ended: {}", page.uuid(), reason);
              apps.get().stop(page.app(), TEMPO);
            });
    if (sweep && page.dismiss(this::isEnded)) {
      apps.get().stop(page.app(), TEMPO);
    }
  }

  /** Whether a session or a key has expired, or was ended on another node: all else is told. */
  private boolean isEnded(Caller holder) {
    return !credentials.apply(Holder.of(holder)).equals(Optional.of(holder));
  }

  private void withdraw(OpenInterface page) {
    if (open.remove(page.uuid(), page)) {
      gateway.ifPresent(started -> started.close(page));
      store.delete(page.uuid());
    }
  }
}
