package dev.tempo.server.badges;

import static dev.tempo.server.message.Messages.counted;

import dev.tempo.RunStatus;
import dev.tempo.server.badges.Badge.State;
import dev.tempo.server.badges.Badge.Style;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobQueries;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.transport.BasePath;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Badges of jobs: for whoever is logged in or shows an API key, and at an address with a token of
 * its own, which shows the badge of one job and opens nothing else, so that it may stand on pages
 * that everybody reads. Who may change a job makes that address, makes another one, or ends it.
 */
public final class BadgeRoutes implements Feature {
  private static final int TOKEN_BYTES = 24;
  private static final int MAX_LABEL = 100;
  private static final String SUFFIX = ".svg";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final JobIndex jobs;
  private final JobQueries views;
  private final BadgeStore tokens;
  private final BasePath base;
  private final TimeSource time;

  /**
   * Over jobs.
   *
   * @param base below which the server lies
   */
  public BadgeRoutes(
      JobIndex jobs, JobQueries views, Database database, BasePath base, TimeSource time) {
    this.jobs = jobs;
    this.views = views;
    this.tokens = new BadgeStore(database);
    this.base = base;
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/jobs/{job}/badge.svg", this::ofJob)
        .get("/api/badges/{token}", this::ofToken)
        .get("/api/jobs/{job}/badge", this::show)
        .post("/api/jobs/{job}/badge", this::make)
        .delete("/api/jobs/{job}/badge", this::end);
  }

  private RouteResponse ofJob(ApiRequest call) {
    JobIndexEntry job = jobs.resolve(call.path("job"), call.caller());
    Optional<RunStatus> last = views.lastStatus(job, call.caller());
    return image(call, job, last).header("Cache-Control", "private, max-age=30");
  }

  private RouteResponse ofToken(ApiRequest call) {
    String name = call.path("token");
    String token =
        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    JobIndexEntry job =
        tokens
            .job(token)
            .flatMap(jobs::find)
            .orElseThrow(() -> ApiException.notFound("badge", "badge"));
    return image(call, job, views.lastStatus(job))
        .header("Cache-Control", "public, max-age=60")
        .header("Cross-Origin-Resource-Policy", "cross-origin"); // it is for others' pages
  }

  private RouteResponse image(ApiRequest call, JobIndexEntry job, Optional<RunStatus> last) {
    String label = call.query().text("label").orElse(job.name());
    if (label.length() > MAX_LABEL) {
      throw ApiException.invalid("label", counted("api.value.maxCharacters", MAX_LABEL));
    }
    Style style =
        call.query()
            .parsed("style", BadgeRoutes::style, JsonValues.oneOf(List.of("rounded", "flat")))
            .orElse(Style.ROUNDED);
    String svg = new Badge(label, state(job, last), call.language()).svg(style);
    return RouteResponse.document("image/svg+xml", svg).header("ETag", "\"" + digest(svg) + "\"");
  }

  private static Style style(String text) {
    return switch (text) {
      case "rounded" -> Style.ROUNDED;
      case "flat" -> Style.FLAT;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private State state(JobIndexEntry job, Optional<RunStatus> last) {
    if (!job.enabled()) {
      return State.DISABLED;
    }
    Optional<Late> late = views.late().of(job.id());
    if (late.isPresent()) {
      return late.get().isMissed(time.nowMillis()) ? State.MISSED : State.LATE;
    }
    return last.map(BadgeRoutes::state).orElse(State.UNKNOWN);
  }

  private static State state(RunStatus last) {
    return switch (last) {
      case SUCCESS -> State.PASSING;
      case FAILURE, TIMEOUT, LOST -> State.FAILING;
      case CANCELLED -> State.CANCELLED;
      case QUEUED, RUNNING -> State.RUNNING;
      case SKIPPED -> State.UNKNOWN;
    };
  }

  private RouteResponse show(ApiRequest call) {
    JobIndexEntry job = editable(call);
    return RouteResponse.ok(written(tokens.token(job.id())));
  }

  private RouteResponse make(ApiRequest call) {
    call.bodyOrEmpty().end();
    JobIndexEntry job = editable(call);
    byte[] random = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    tokens.save(job.id(), token);
    return RouteResponse.created(written(Optional.of(token)));
  }

  private RouteResponse end(ApiRequest call) {
    JobIndexEntry job = editable(call);
    tokens.delete(job.id());
    return RouteResponse.ok(written(Optional.empty()));
  }

  private JobIndexEntry editable(ApiRequest call) {
    Caller caller = call.caller();
    JobIndexEntry job = jobs.resolve(call.path("job"), caller);
    JobAccess.requireEdit(caller, job);
    return job;
  }

  private BadgeAddress written(Optional<String> token) {
    return new BadgeAddress(token.map(t -> base.at("/api/badges/" + t + SUFFIX)));
  }

  /** Where the badge of a job is for everybody; empty if it is for nobody. */
  @Schema("BadgeAddress")
  private record BadgeAddress(Optional<String> path) implements ApiResponse {}

  private static String digest(String svg) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(svg.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
