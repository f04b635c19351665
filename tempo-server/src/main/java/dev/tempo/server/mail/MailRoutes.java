package dev.tempo.server.mail;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.message.Messages;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingRules;
import dev.tempo.server.settings.SettingValues;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The mail server's settings, and a mail to see that they work. */
public final class MailRoutes implements Feature {
  private static final int MAX_ADDRESS = 254;

  private final SettingsService settings;
  private final UserStore users;
  private final Mailer mailer;

  /** Over the settings; accounts are asked where the test mail goes. */
  public MailRoutes(SettingsService settings, UserStore users, Mailer mailer) {
    this.settings = settings;
    this.users = users;
    this.mailer = mailer;
  }

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/settings/smtp", call -> show())
        .put("/api/settings/smtp", this::change)
        .post("/api/settings/smtp/test", this::test);
  }

  private RouteResponse show() {
    return RouteResponse.ok(
        new MailResponses.SmtpResponse(
            settings.get(Settings.SMTP_SERVER),
            settings.get(Settings.SMTP_PORT),
            settings.get(Settings.SMTP_USERNAME),
            settings.get(Settings.FROM_EMAIL),
            settings.get(Settings.SMTP_SECURITY),
            !settings.get(Settings.SMTP_PASSWORD).isEmpty(),
            readOnly()));
  }

  /** The fields that a flag or the environment fixes. */
  private List<String> readOnly() {
    Map<String, Setting<?>> fields = new LinkedHashMap<>();
    fields.put("server", Settings.SMTP_SERVER);
    fields.put("port", Settings.SMTP_PORT);
    fields.put("username", Settings.SMTP_USERNAME);
    fields.put("password", Settings.SMTP_PASSWORD);
    fields.put("from", Settings.FROM_EMAIL);
    fields.put("security", Settings.SMTP_SECURITY);
    SettingValues values = settings.latest();
    fields.values().removeIf(setting -> !values.origin(setting).isFixed());
    return List.copyOf(fields.keySet());
  }

  private RouteResponse change(ApiRequest call) {
    JsonInput input = call.body();
    input.computed("passwordSet", "readOnly");
    Map<Setting<?>, Optional<String>> changes = new LinkedHashMap<>();
    put(input, "server", Settings.SMTP_SERVER, JsonInput::text, changes);
    put(input, "port", Settings.SMTP_PORT, JsonInput::scalar, changes);
    put(input, "username", Settings.SMTP_USERNAME, JsonInput::text, changes);
    put(input, "password", Settings.SMTP_PASSWORD, JsonInput::text, changes);
    put(input, "from", Settings.FROM_EMAIL, JsonInput::text, changes);
    put(input, "security", Settings.SMTP_SECURITY, JsonInput::text, changes);
    input.end();
    changes.entrySet().removeIf(change -> isAsBefore(change.getKey(), change.getValue()));
    SettingRules.requireChangeable(settings.latest(), changes.keySet());
    settings.save(changes);
    return show();
  }

  /** What was read can be written back, also where the environment fixes it. */
  private <T> boolean isAsBefore(Setting<T> setting, Optional<String> text) {
    return !setting.isSecret() && text.filter(settings.latest().text(setting)::equals).isPresent();
  }

  /** How a field is read, whose length its setting checks. */
  @FunctionalInterface
  private interface Reading {
    OptionalField<String> read(JsonInput input, String field, int maxLength);
  }

  /** An absent password stays, an empty one is forgotten. */
  private static void put(
      JsonInput input,
      String field,
      Setting<?> setting,
      Reading reading,
      Map<Setting<?>, Optional<String>> changes) {
    OptionalField<String> given = reading.read(input, field, Integer.MAX_VALUE);
    if (given.present()) {
      given.value().ifPresent(text -> check(input, field, setting, text));
      changes.put(setting, given.value().filter(t -> !(setting.isSecret() && t.isEmpty())));
    }
  }

  private static void check(JsonInput input, String field, Setting<?> setting, String text) {
    setting.problem(text).ifPresent(problem -> input.violation(field, problem));
  }

  private RouteResponse test(ApiRequest call) {
    JsonInput input = call.bodyOrEmpty();
    Optional<String> given = input.text("to", MAX_ADDRESS).value();
    input.end();
    MailServer server =
        MailServer.of(settings)
            .orElseThrow(() -> ApiException.conflict(message("api.mail.notSetUp")));
    String to =
        given
            .or(() -> users.find(call.caller().userId()).map(User::account).flatMap(a -> a.email()))
            .orElse(server.from());
    String subject = call.language().text(message("api.mail.test.subject"));
    String text = call.language().text(message("api.mail.test.text"));
    Optional<String> language = Optional.of(call.language().language());
    send(server, new MailMessage(to, subject, text, "<p>" + text + "</p>", language));
    return RouteResponse.ok(new MailResponses.MailSent(true, to));
  }

  private void send(MailServer server, MailMessage mail) {
    try {
      mailer.send(server, mail);
    } catch (MailException refused) {
      throw ApiException.of(
          refused.isPermanent() ? ErrorCode.VALIDATION_ERROR : ErrorCode.UNAVAILABLE,
          Messages.of(refused));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.of(ErrorCode.UNAVAILABLE, message("api.stopping"));
    }
  }
}
