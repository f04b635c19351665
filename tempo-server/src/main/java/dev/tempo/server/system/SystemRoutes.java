package dev.tempo.server.system;

import dev.tempo.Tempo;
import dev.tempo.python.CondaEnvironments;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Health and version. */
public final class SystemRoutes implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(SystemRoutes.class);

  private final Tempo tempo;
  private final TimeSource time;
  private final CompletableFuture<String> conda = new CompletableFuture<>();

  /** Of an engine. Looks for conda in the background, once: its tools are slow to answer. */
  public SystemRoutes(Tempo tempo, TimeSource time) {
    this.tempo = tempo;
    this.time = time;
    Thread.ofVirtual()
        .name("tempo-conda-look")
        .start(() -> conda.complete(lookForConda(tempo.python().conda())));
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/health", this::health).get("/api/version", this::version);
  }

  private Reply health(Call call) {
    try {
      int running = tempo.store().runs().running().size();
      int unreadable = tempo.store().jobs().damages().size();
      boolean works = tempo.storeFailure().isEmpty();
      return Reply.ok(
          health(works && unreadable == 0 ? "healthy" : "degraded", works ? "ok" : "failing")
              .put("unreadable", unreadable)
              .put("activeScripts", running));
    } catch (StoreException e) {
      return Reply.json(
          503, health("degraded", "failing").put("unreadable", null).put("activeScripts", null));
    }
  }

  private Json.Object health(String status, String database) {
    return Json.object()
        .put("status", status)
        .put("timestamp", time.nowMillis())
        .put("database", database)
        .put("conda", conda.getNow("checking"))
        .put("portUsage", 0); // no script serves a page yet, so none holds a port
  }

  private static String lookForConda(CondaEnvironments conda) {
    try {
      return conda.all().isEmpty() ? "none" : "available";
    } catch (RuntimeException e) {
      LOG.warn("Whether there is conda could not be found out: {}", e.toString());
      return "failing";
    }
  }

  private Reply version(Call call) {
    return Reply.ok(
        Json.object().put("version", Version.CURRENT).put("java", Runtime.version().toString()));
  }
}
