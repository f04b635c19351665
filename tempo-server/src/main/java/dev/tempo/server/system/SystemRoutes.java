package dev.tempo.server.system;

import dev.tempo.Tempo;
import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Json;
import dev.tempo.server.http.Reply;
import dev.tempo.server.http.Routes;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;

/** Health and version. */
public final class SystemRoutes implements Feature {
  private final Tempo tempo;
  private final TimeSource time;

  /** Of an engine. */
  public SystemRoutes(Tempo tempo, TimeSource time) {
    this.tempo = tempo;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/health", this::health).get("/api/version", this::version);
  }

  private Reply health(Call call) {
    try {
      int running = tempo.store().runs().running().size();
      boolean healthy = tempo.storeFailure().isEmpty();
      return Reply.ok(
          health(healthy ? "healthy" : "degraded", healthy ? "ok" : "failing")
              .put("activeScripts", running));
    } catch (StoreException e) {
      return Reply.json(503, health("degraded", "failing").put("activeScripts", null));
    }
  }

  private Json.Object health(String status, String database) {
    return Json.object()
        .put("status", status)
        .put("timestamp", time.nowMillis())
        .put("database", database)
        .put("conda", "none")
        .put("portUsage", 0);
  }

  private Reply version(Call call) {
    return Reply.ok(
        Json.object().put("version", Version.CURRENT).put("java", Runtime.version().toString()));
  }
}
