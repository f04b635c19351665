package dev.tempo.server.notifications;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.mail.MailServer;
import dev.tempo.server.notifications.DigestStore.Frequency;
import dev.tempo.server.notifications.DigestStore.Wish;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether one gets digests by mail. */
public final class DigestRoutes implements Feature {
  private static final String NEVER = "never";
  private static final List<String> FREQUENCIES = List.of(NEVER, "daily", "weekly");

  private final DigestService digests;
  private final UserStore users;
  private final SettingsService settings;

  /** Over accounts and their digests. */
  public DigestRoutes(DigestService digests, UserStore users, SettingsService settings) {
    this.digests = digests;
    this.users = users;
    this.settings = settings;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/me/digest", this::show).put("/api/me/digest", this::save);
  }

  private RouteResponse show(ApiRequest call) {
    User user =
        users
            .find(call.caller().userId())
            .orElseThrow(() -> ApiException.notFound("user", call.caller().username()));
    Optional<Wish> wish = digests.wish(user.id());
    return RouteResponse.ok(
        new DigestResponse(
            wish.map(one -> one.frequency().label()).orElse(NEVER),
            wish.map(one -> digests.next(one, user)),
            problem(user).map(call.language()::text)));
  }

  private RouteResponse save(ApiRequest call) {
    JsonInput body = call.body();
    String frequency =
        body.required(
                "frequency",
                body.parsed("frequency", DigestRoutes::frequency, JsonValues.oneOf(FREQUENCIES)))
            .orElse(NEVER);
    body.computed("next", "problem");
    body.end();
    Optional<Frequency> chosen =
        frequency.equals(NEVER)
            ? Optional.empty()
            : Optional.of(Frequency.valueOf(frequency.toUpperCase(Locale.ROOT)));
    digests.choose(call.caller().userId(), chosen);
    return show(call);
  }

  private static String frequency(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (!FREQUENCIES.contains(name)) {
      throw new IllegalArgumentException(text);
    }
    return name;
  }

  /** Why none would come. */
  private Optional<Message> problem(User user) {
    if (user.account().email().isEmpty()) {
      return Optional.of(message("api.digest.noAddress"));
    }
    return MailServer.of(settings).isEmpty()
        ? Optional.of(message("api.digest.noMailServer"))
        : Optional.empty();
  }

  /** What one has chosen, when the next one comes, and why it would not. */
  @Schema("DigestChoice")
  private record DigestResponse(String frequency, Optional<Instant> next, Optional<String> problem)
      implements ApiResponse {}
}
