package dev.tempo.server.http;

import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.AccessTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects what the features answer. Each route must stand in the {@link AccessTable}. */
public final class Routes {
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, SocketRoute> sockets = new LinkedHashMap<>();
  private final Map<String, RouteHandler> pages = new LinkedHashMap<>();
  private final Map<String, StaticFolder> files = new LinkedHashMap<>();
  private Optional<RouteHandler> nowhere = Optional.empty();

  /** Answers GET, and HEAD. */
  public Routes get(String path, RouteHandler endpoint) {
    return add("GET", path, endpoint);
  }

  /** Answers POST. */
  public Routes post(String path, RouteHandler endpoint) {
    return add("POST", path, endpoint);
  }

  /** Answers PUT. */
  public Routes put(String path, RouteHandler endpoint) {
    return add("PUT", path, endpoint);
  }

  /** Answers PATCH. */
  public Routes patch(String path, RouteHandler endpoint) {
    return add("PATCH", path, endpoint);
  }

  /** Answers DELETE. */
  public Routes delete(String path, RouteHandler endpoint) {
    return add("DELETE", path, endpoint);
  }

  /** Answers a WebSocket. */
  public Routes socket(String path, WebSocketHandler endpoint) {
    sockets.put(path, new SocketRoute(path, AccessTable.of("WS", path), endpoint));
    return this;
  }

  /** Answers GET with a page, which needs no log-in and holds nothing that would. */
  public Routes page(String path, RouteHandler endpoint) {
    pages.put(path, endpoint);
    return this;
  }

  /** Answers people who open a path that is not there. */
  public Routes notFound(RouteHandler endpoint) {
    nowhere = Optional.of(endpoint);
    return this;
  }

  /** Answers GET below a path with files. */
  public Routes files(String path, StaticFolder folder) {
    files.put(path, folder);
    return this;
  }

  /** All routes as they stand in the access table. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    routes.forEach(route -> names.add(route.method() + " " + route.path()));
    sockets.keySet().forEach(path -> names.add("WS " + path));
    return names;
  }

  /**
   * Checks that every row of the access table has its route.
   *
   * @throws IllegalStateException if one has not
   */
  public void requireComplete() {
    Set<String> missing = new LinkedHashSet<>(AccessTable.rows().keySet());
    missing.removeAll(names());
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "The access table names routes that are not there: " + missing);
    }
  }

  /** The route of this method and path, which must be there. */
  public Route route(String method, String path) {
    return routes.stream()
        .filter(route -> route.method().equals(method) && route.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no route " + method + " " + path));
  }

  public List<Route> all() {
    return Collections.unmodifiableList(routes);
  }

  public Map<String, SocketRoute> sockets() {
    return Collections.unmodifiableMap(sockets);
  }

  public Map<String, RouteHandler> pages() {
    return Collections.unmodifiableMap(pages);
  }

  public Optional<RouteHandler> notFound() {
    return nowhere;
  }

  public Map<String, StaticFolder> files() {
    return Collections.unmodifiableMap(files);
  }

  private Routes add(String method, String path, RouteHandler endpoint) {
    routes.add(new Route(method, path, AccessTable.of(method, path), endpoint));
    return this;
  }

  public record Route(String method, String path, Access access, RouteHandler endpoint) {
    public String name() {
      return method + " " + path;
    }
  }

  public record SocketRoute(String path, Access access, WebSocketHandler endpoint) {
    public String name() {
      return "WS " + path;
    }
  }
}
