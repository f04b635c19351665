package dev.tempo.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Shows all settings, and changes those that nobody has fixed from outside. */
public final class SettingsRoutes implements Feature {
  private final SettingsService settings;

  /** Over the settings. */
  public SettingsRoutes(SettingsService settings) {
    this.settings = settings;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/settings", call -> show()).put("/api/settings", this::change);
  }

  private RouteResponse show() {
    return RouteResponse.ok(
        Json.object()
            .put("settings", Json.array(Settings.all(), this::write))
            .put("restartPending", settings.restartPending()));
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
    settings.save(changes);
    return show();
  }

  private Optional<String> read(JsonInput input, Setting<?> setting, Optional<JsonNode> value) {
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      String given = setting.type().textOf(value.get());
      String text = Hidden.restore(given, settings.latest().whole(setting));
      setting.type().parse(text);
      boolean unset = setting.isSecret() && text.isEmpty();
      return unset ? Optional.empty() : Optional.of(text);
    } catch (IllegalArgumentException e) {
      input.violation(setting.name(), e.getMessage());
      return Optional.empty();
    }
  }

  private <T> Json.Object write(Setting<T> setting) {
    SettingValues values = settings.latest();
    Json.Object json =
        Json.object()
            .put("name", setting.name())
            .put("variable", setting.variable())
            .put("description", setting.description())
            .put("type", setting.typeName())
            .put("allowed", setting.allowed());
    setting.type().limits().forEach(json::put);
    if (setting.isSecret()) {
      json.put("value", null).put("set", !values.text(setting).isEmpty());
    } else {
      json.put("value", setting.type().toJson(values.get(setting)))
          .put("default", setting.type().toJson(setting.defaultValue()));
    }
    return json.put("origin", values.origin(setting).label())
        .put("readOnly", SettingRules.isReadOnly(values, setting))
        .put("needsRestart", setting.needsRestart())
        .put("restartPending", settings.isPending(setting));
  }
}
