package dev.tempo.server.http.server;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.AnswerBudget;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Budget;
import dev.tempo.server.http.HttpExchange;
import dev.tempo.server.http.LegacyPaths;
import dev.tempo.server.http.RequestAdmission;
import dev.tempo.server.http.ResponseWriter;
import dev.tempo.server.http.RouteHandler;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.Routes.Route;
import dev.tempo.server.http.Routes.SocketRoute;
import dev.tempo.server.http.StaticFiles;
import dev.tempo.server.http.StaticFolder;
import dev.tempo.server.http.filter.Auditor;
import dev.tempo.server.http.filter.RequestGuard;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Access;
import dev.tempo.server.security.authorization.Access.Need;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.transport.BasePath;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Turns {@link Routes} into the web server's routing. Of two paths that both match, the one whose
 * parts are fixed earlier wins, whatever the order of registration. A path that is there but not
 * for the method is a 405, a path that is not there a 404.
 */
final class Router {
  /** Sorts a fixed part before one in braces. */
  private static final Comparator<String> FIXED_FIRST =
      Comparator.comparing(path -> path.replace('{', Character.MAX_VALUE));

  /** Whoever has not shown credentials sends a name and a password, at most. */
  private static final int MAX_STRANGERS_BODY = 8_192;

  private static final String REST = "/{path}";
  private static final Set<Need> KNOWN = Set.of(Need.KEY, Need.LOGIN);

  private final Budget budget = Budget.ofThisProcess();
  private final AnswerBudget answers = AnswerBudget.ofThisProcess();
  private final RequestGuard guard;
  private final Auditor auditor;
  private final HttpServer.Settings settings;
  private final ErrorMapper errors;
  private final Filter[] filters;

  Router(
      RequestGuard guard,
      Auditor auditor,
      HttpServer.Settings settings,
      ErrorMapper errors,
      Filter... filters) {
    this.guard = guard;
    this.auditor = auditor;
    this.settings = settings;
    this.errors = errors;
    this.filters = filters;
  }

  HttpRouting.Builder routing(Routes routes) {
    HttpRouting.Builder routing = HttpRouting.builder();
    List.of(filters).forEach(routing::addFilter);
    routing.error(Throwable.class, errors::answer);
    byPath(routes).forEach((path, handlers) -> register(routing, path, handlers));
    routes.pages().forEach((path, endpoint) -> registerPage(routing, path, page(endpoint)));
    routes.files().forEach((path, folder) -> registerFiles(routing, path, folder));
    routing.any(nowhere(routes));
    return routing;
  }

  private Map<String, Map<String, Handler>> byPath(Routes routes) {
    Map<String, Map<String, Handler>> paths = new TreeMap<>(FIXED_FIRST);
    for (Route route : routes.all()) {
      put(paths, route.method(), route.path(), handler(route));
    }
    for (LegacyPaths.Row row : LegacyPaths.rows()) {
      if (!row.isSocket()) {
        put(paths, row.method(), row.from(), older(row, routes));
      }
    }
    routes.sockets().values().forEach(socket -> put(paths, "GET", socket.path(), plain(socket)));
    return paths;
  }

  private static void put(
      Map<String, Map<String, Handler>> paths, String method, String path, Handler handler) {
    if (paths.computeIfAbsent(path, p -> new TreeMap<>()).put(method, handler) != null) {
      throw new IllegalStateException("The route " + method + " " + path + " is there twice");
    }
  }

  /**
   * One route for all methods: the web server keeps an expression for each, and tries them in turn.
   */
  private void register(HttpRouting.Builder routing, String path, Map<String, Handler> handlers) {
    Map<String, Handler> byMethod = new HashMap<>(handlers);
    if (handlers.containsKey("GET")) {
      byMethod.put("HEAD", handlers.get("GET"));
    }
    String allowed = String.join(", ", allowed(handlers));
    Handler otherwise = (request, response) -> notAllowed(request, response, allowed);
    routing.any(
        pattern(path),
        (request, response) ->
            byMethod
                .getOrDefault(request.prologue().method().text(), otherwise)
                .handle(request, response));
  }

  /** A part that is called path is all that follows, slashes included. */
  private static String pattern(String path) {
    return path.endsWith(REST) ? path.replace(REST, "/{+path}") : path;
  }

  private static List<String> allowed(Map<String, Handler> handlers) {
    TreeSet<String> methods = new TreeSet<>(handlers.keySet());
    methods.add("OPTIONS");
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return List.copyOf(methods);
  }

  private void registerPage(HttpRouting.Builder routing, String path, Handler page) {
    routing.get(path, page);
    routing.head(path, page);
    routing.any(path, (request, response) -> notAllowed(request, response, "GET, HEAD, OPTIONS"));
  }

  private static void registerFiles(HttpRouting.Builder routing, String path, StaticFolder folder) {
    Handler files = new StaticFiles(folder);
    routing.get(path + "/{+file}", files);
    routing.head(path + "/{+file}", files);
  }

  private Handler handler(Route route) {
    return (request, response) -> {
      try (Budget.Share share = budget.share()) {
        boolean known = KNOWN.contains(route.access().need());
        int maxBody = known ? Integer.MAX_VALUE : MAX_STRANGERS_BODY;
        BasePath base = settings.address().base();
        handle(
            route, new HttpExchange(request, settings.proxies(), share, maxBody, base), response);
      }
    };
  }

  private void handle(Route route, HttpExchange exchange, ServerResponse response) {
    if (exchange.method().equals("HEAD") && route.access().changes()) {
      notAllowed(exchange.request(), response, route.method() + ", OPTIONS"); // it is but a look
      return;
    }
    RequestAdmission admission = guard.identify(route.access(), exchange);
    ApiRequest call = call(exchange.request(), exchange, admission);
    try (AnswerBudget.Share memory =
        answers.share(WebStack.presentWire(), user(admission, exchange))) {
      exchange.answerFrom(memory);
      RouteResponse reply = answer(route, admission, exchange, call);
      ResponseWriter.reserve(reply, memory, !route.access().changes());
      guard
          .renewed(admission)
          .ifPresent(cookie -> response.header("Set-Cookie", renewal(cookie, exchange)));
      response.header(HeaderNames.CACHE_CONTROL, "no-store");
      call.spoken()
          .ifPresent(
              language -> {
                response.header(HeaderNames.CONTENT_LANGUAGE, language.language());
                response.headers().add(HeaderNames.VARY, "Accept-Language");
              });
      ResponseWriter.send(exchange.request(), response, reply);
    } catch (RuntimeException e) {
      if (admission.caller().isPresent() || route.access().rate() == Access.Rate.LOGIN) {
        ErrorMapper.speak(exchange.request(), call.language());
      } else {
        speak(exchange.request());
      }
      throw e;
    }
  }

  private static String user(RequestAdmission admission, HttpExchange exchange) {
    return admission
        .caller()
        .map(caller -> caller.userId().toString())
        .orElseGet(() -> exchange.client().network());
  }

  private RouteResponse answer(
      Route route, RequestAdmission admission, HttpExchange exchange, ApiRequest call) {
    try {
      guard.authorize(route.access(), admission, exchange);
      RouteResponse reply = route.endpoint().answer(call);
      auditor.answered(route.name(), route.access(), call, reply);
      return reply;
    } catch (ApiException problem) {
      auditor.refused(route.name(), call, problem);
      throw problem;
    }
  }

  private ApiRequest call(
      ServerRequest request, HttpExchange exchange, RequestAdmission admission) {
    return new ApiRequest(
        exchange, request.path().pathParameters(), admission, settings.languages());
  }

  private Handler page(RouteHandler endpoint) {
    return (request, response) -> {
      HttpExchange exchange = HttpExchange.bodiless(request, settings.proxies());
      ApiRequest call = call(request, exchange, RequestAdmission.NOBODY);
      response.header(HeaderNames.CACHE_CONTROL, "no-cache");
      ResponseWriter.send(request, response, endpoint.answer(call));
    };
  }

  private String renewal(String cookie, HttpExchange exchange) {
    return exchange.sessionCookie().keep(cookie, guard.sessionLife(), exchange.client());
  }

  /** What an older path leads to; a reroute keeps the method, so another one is called at once. */
  private Handler older(LegacyPaths.Row row, Routes routes) {
    return row.method().equals(row.toMethod())
        ? reroute(row.to())
        : handler(routes.route(row.toMethod(), row.to()));
  }

  private static Handler reroute(String target) {
    return (request, response) -> response.reroute(filled(target, request.path().pathParameters()));
  }

  /** A path whose parts in braces are replaced by what another path had there. */
  static String filled(String pattern, Parameters parameters) {
    String path = pattern;
    for (String name : parameters.names()) {
      path = path.replace("{" + name + "}", segment(parameters.get(name)));
    }
    return path;
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Answers a request for a WebSocket's path that does not ask for a WebSocket. */
  private Handler plain(SocketRoute route) {
    return (request, response) -> {
      HttpExchange exchange = HttpExchange.bodiless(request, settings.proxies());
      RequestAdmission admission = guard.identify(route.access(), exchange);
      ErrorMapper.speak(request, language(exchange, admission.caller()));
      guard.authorize(route.access(), admission, exchange);
      throw ApiException.of(ErrorCode.UPGRADE_REQUIRED, message("api.socket.only"))
          .header("Upgrade", "websocket");
    };
  }

  private void notAllowed(ServerRequest request, ServerResponse response, String allowed) {
    String method = request.prologue().method().text();
    if (method.equals("OPTIONS")) {
      response.header(HeaderNames.ALLOW, allowed).status(204).send();
      return;
    }
    speak(request);
    throw ApiException.of(
            ErrorCode.METHOD_NOT_ALLOWED,
            message("api.methodNotAllowed", "method", Strings.shorten(method), "allowed", allowed))
        .header("Allow", allowed);
  }

  /** What is refused by the path alone is said in the caller's language, too. */
  private void speak(ServerRequest request) {
    HttpExchange exchange = HttpExchange.bodiless(request, settings.proxies());
    ErrorMapper.speak(request, language(exchange, guard.recognize(exchange)));
  }

  private Translation language(HttpExchange exchange, Optional<Caller> caller) {
    return settings.languages().of(caller.map(Caller::userId), exchange.header("Accept-Language"));
  }

  /** A path that is not there: people get a page that says so, programs a problem document. */
  private Handler nowhere(Routes routes) {
    Optional<Handler> page = routes.notFound().map(this::page);
    return (request, response) -> {
      String path = request.path().absolute().path();
      if (page.isEmpty() || !isForPeople(request, path)) {
        speak(request);
        throw ApiException.notFound("path", path);
      }
      page.get().handle(request, response);
    };
  }

  private static boolean isForPeople(ServerRequest request, String path) {
    String method = request.prologue().method().text();
    return (method.equals("GET") || method.equals("HEAD"))
        && !path.startsWith("/api/")
        && request.headers().value(HeaderNames.ACCEPT).orElse("").contains("text/html");
  }
}
