package dev.tempo.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.message.InvalidValueException;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.JsonValues;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.http.problem.Strings;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import dev.tempo.server.settings.SettingResponses.Open;
import dev.tempo.server.settings.SettingResponses.Secret;
import dev.tempo.server.settings.SettingResponses.SettingList;
import dev.tempo.server.settings.SettingResponses.SettingResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Shows all settings, and changes those that nobody has fixed from outside. */
public final class SettingsRoutes implements Feature {
  private final SettingsService settings;
  private final Supplier<List<String>> languages;

  /**
   * Over the settings.
   *
   * @param languages that there are; looked up each time
   */
  public SettingsRoutes(SettingsService settings, Supplier<List<String>> languages) {
    this.settings = settings;
    this.languages = languages;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/settings", this::show).put("/api/settings", this::change);
  }

  private RouteResponse show(ApiRequest call) {
    return RouteResponse.ok(
        new SettingList(
            Settings.all().stream()
                .<SettingResponse>map(one -> shown(one, call.language()))
                .toList(),
            settings.restartPending()));
  }

  private RouteResponse change(ApiRequest call) {
    JsonInput input = call.body();
    Map<Setting<?>, Optional<String>> changes = new LinkedHashMap<>();
    for (Setting<?> setting : Settings.all()) {
      OptionalField<JsonNode> given = input.any(setting.name());
      if (given.present()) {
        changes.put(setting, read(input, setting, given.value()));
      }
    }
    input.end();
    SettingRules.requireChangeable(settings.latest(), changes.keySet());
    settings
        .problems(changes)
        .forEach((setting, problem) -> input.violation(setting.name(), problem));
    input.end();
    settings.save(changes);
    return show(call);
  }

  private Optional<String> read(JsonInput input, Setting<?> setting, Optional<JsonNode> value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      String given = setting.type().textOf(value.get());
      String text = Hidden.restore(given, settings.latest().whole(setting));
      setting.type().parse(text);
      if (setting.type().isLanguage() && !languages.get().contains(text)) {
        throw new InvalidValueException(
            JsonValues.mustBe(JsonValues.oneOf(languages.get()), Strings.shorten(text)));
      }
      boolean unset = setting.isSecret() && text.isEmpty();
      return unset ? Optional.empty() : Optional.of(text);
    } catch (IllegalArgumentException e) {
      input.violation(setting.name(), Messages.of(e));
      return Optional.empty();
    }
  }

  private <T> SettingResponse shown(Setting<T> setting, Translation language) {
    boolean ofLanguage = setting.type().isLanguage();
    List<String> there = ofLanguage ? languages.get() : List.of();
    SettingValues values = settings.latest();
    return new SettingResponse(
        setting.name(),
        setting.variable(),
        language.text(setting.description()),
        ofLanguage ? "choice" : setting.typeName(),
        language.text(ofLanguage ? JsonValues.oneOf(there) : setting.allowed()),
        ofLanguage ? SettingLimits.choice(there) : setting.type().limits(),
        setting.isSecret()
            ? new Secret(Optional.empty(), !values.text(setting).isEmpty())
            : new Open(
                setting.type().toJson(values.get(setting)),
                setting.type().toJson(setting.defaultValue())),
        values.origin(setting).label(),
        SettingRules.isReadOnly(values, setting),
        setting.needsRestart(),
        settings.isPending(setting),
        Optional.ofNullable(settings.problems().get(setting)).map(language::text));
  }
}
