package dev.tempo.server.health;

import dev.tempo.Tempo;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.util.Optional;

/** What the machine does on which the server runs. */
public final class HostRoutes implements Feature {
  private final Tempo tempo;

  /** Over an engine, which looks at the machine. */
  public HostRoutes(Tempo tempo) {
    this.tempo = tempo;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/admin/host", call -> host());
  }

  private RouteResponse host() {
    return RouteResponse.ok(new HostPage(tempo.hostMetrics().map(HostResponse::of)));
  }

  /** Empty until the machine was measured for the first time. */
  @Schema("Host")
  private record HostPage(Optional<HostResponse> host) implements ApiResponse {}
}
