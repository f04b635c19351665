package dev.tempo.server.health;

import dev.tempo.Nodes;
import dev.tempo.Tempo;
import dev.tempo.message.Message;
import dev.tempo.python.conda.CondaEnvironments;
import dev.tempo.server.health.HealthResponses.HealthDetail;
import dev.tempo.server.health.HealthResponses.HealthWithHost;
import dev.tempo.server.health.HealthResponses.ServerHealth;
import dev.tempo.server.health.HealthResponses.ServerVersion;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health and version. */
public final class SystemRoutes implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(SystemRoutes.class);

  private final Tempo tempo;
  private final TimeSource time;
  private volatile Map<String, Message> told = Map.of();
  private volatile Supplier<Optional<Message>> listener = Optional::empty;
  private final Supplier<Map<String, Message>> settings;
  private volatile IntSupplier ports = () -> 0;
  private final WritableDirectories directories;
  private final HeldRuns held;
  private final Supplier<List<Message>> warnings;
  private volatile Supplier<Optional<Message>> backups = Optional::empty;
  private final CompletableFuture<String> conda = new CompletableFuture<>();

  /**
   * Of an engine. Looks for conda in the background, once: its tools are slow to answer.
   *
   * @param data the directory in which everything is kept
   * @param settings which of them do not hold, and why
   * @param warnings what administrators should put right though everything works; looked up each
   *     time that one asks
   */
  public SystemRoutes(
      Tempo tempo,
      Path data,
      TimeSource time,
      Supplier<Map<String, Message>> settings,
      Supplier<List<Message>> warnings) {
    this.settings = settings;
    this.warnings = warnings;
    this.directories = new WritableDirectories(data, time);
    this.held = new HeldRuns(tempo, time);
    this.tempo = tempo;
    this.time = time;
    Thread.ofVirtual()
        .name("tempo-conda-look")
        .start(() -> conda.complete(lookForConda(tempo.python().conda())));
  }

  /** Says who knows what is wrong with the listener. */
  public void watch(Supplier<Optional<Message>> problem) {
    listener = problem;
  }

  /** Says who knows what is wrong with backups, of which administrators are warned. */
  public void warn(Supplier<Optional<Message>> problem) {
    backups = problem;
  }

  /** Says who knows how many ports the pages of scripts have. */
  public void countPorts(IntSupplier count) {
    ports = count;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/health", call -> health(Health::body))
        .get("/api/admin/health", call -> health(found -> withHost(found, call.language())))
        .get("/api/version", this::version);
  }

  /**
   * What was found.
   *
   * @param works whether everything does its work, though a job may not be readable, or runs wait
   *     for what nobody gives them
   * @param body what everybody is told
   * @param problems why not, by what is out of order
   */
  private record Health(boolean works, ServerHealth body, Map<String, Message> problems) {}

  private ApiResponse withHost(Health health, Translation language) {
    List<Nodes.NodeInfo> nodes = nodes();
    return new HealthWithHost(
        health.body(),
        health.problems().entrySet().stream()
            .map(one -> new HealthDetail(one.getKey(), language.text(one.getValue())))
            .toList(),
        language.texts(Stream.concat(warnings.get().stream(), backups.get().stream()).toList()),
        name(nodes, node -> node.id().equals(tempo.nodes().localId())),
        name(nodes, Nodes.NodeInfo::isLeader),
        tempo.hostMetrics().map(HostResponse::of));
  }

  private List<Nodes.NodeInfo> nodes() {
    try {
      return tempo.nodes().isShared() ? tempo.nodes().list() : List.of();
    } catch (StoreException e) {
      return List.of();
    }
  }

  private static Optional<String> name(
      List<Nodes.NodeInfo> nodes, Predicate<Nodes.NodeInfo> which) {
    return nodes.stream().filter(which).map(Nodes.NodeInfo::name).findFirst();
  }

  private String role(boolean isNode) {
    if (!tempo.nodes().isShared()) {
      return "alone";
    }
    if (!isNode) {
      return "none";
    }
    return tempo.nodes().isLeader() ? "leader" : "follower";
  }

  private RouteResponse health(Function<Health, ApiResponse> told) {
    Health health = look();
    ApiResponse body = told.apply(health);
    return health.works() ? RouteResponse.ok(body) : RouteResponse.json(503, body);
  }

  private Health look() {
    Map<String, Message> problems = new TreeMap<>();
    tempo.health().problems().forEach((name, text) -> problems.put(name, Messages.kept(text)));
    problems.putAll(directories.problems());
    problems.putAll(settings.get());
    listener.get().ifPresent(text -> problems.put("listener", text));
    OptionalInt running = count(() -> tempo.store().runs().running().size());
    OptionalInt unreadable = count(() -> tempo.store().jobs().damages().size());
    boolean works = problems.isEmpty() && running.isPresent() && unreadable.isPresent();
    if (works) { // what does not work is told, and holds back runs, too
      problems.putAll(held.problems());
    }
    boolean healthy = works && problems.isEmpty() && unreadable.getAsInt() == 0;
    boolean database = running.isPresent() && !problems.containsKey("store");
    ServerHealth body =
        new ServerHealth(
            healthy ? "healthy" : "degraded",
            time.nowMillis(),
            role(!problems.containsKey("node")),
            database ? "ok" : "failing",
            conda.getNow("checking"),
            ports.getAsInt(),
            unreadable,
            running,
            problems.keySet());
    if (!problems.equals(told)) { // not each time that somebody asks
      told = problems;
      if (problems.isEmpty()) {
        LOG.info("Nothing is wrong with the server any more");
      } else {
        LOG.warn("What is wrong with the server: {}", problems);
      }
    }
    return new Health(works, body, problems);
  }

  private static OptionalInt count(IntSupplier question) {
    try {
      return OptionalInt.of(question.getAsInt());
    } catch (StoreException e) {
      return OptionalInt.empty();
    }
  }

  private static String lookForConda(CondaEnvironments conda) {
    try {
      return conda.all().isEmpty() ? "none" : "available";
    } catch (RuntimeException e) {
      LOG.warn("Whether there is conda could not be found out: {}", e.toString());
      return "failing";
    }
  }

  private RouteResponse version(ApiRequest call) {
    return RouteResponse.ok(new ServerVersion(Version.CURRENT, Runtime.version().toString()));
  }
}
