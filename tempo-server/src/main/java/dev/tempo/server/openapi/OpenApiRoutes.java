package dev.tempo.server.openapi;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.transport.BasePath;
import java.lang.ref.SoftReference;

/** Serves the contract. It is needed rarely, so it is read when asked for and let go under need. */
public final class OpenApiRoutes implements Feature {
  private final BasePath base;
  private volatile SoftReference<byte[]> document = new SoftReference<>(null);

  /** Of a server that lies below a path. */
  public OpenApiRoutes(BasePath base) {
    this.base = base;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/openapi.json", this::document);
  }

  private RouteResponse document(ApiRequest call) {
    byte[] bytes = document.get();
    if (bytes == null) {
      bytes = Json.bytes(OpenApiDocument.at(base.cookiePath()));
      document = new SoftReference<>(bytes);
    }
    return RouteResponse.document("application/json", bytes);
  }
}
