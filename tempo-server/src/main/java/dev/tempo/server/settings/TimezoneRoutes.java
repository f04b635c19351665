package dev.tempo.server.settings;

import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.time.TimeSource;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.TreeSet;

/** The server's time zone, and all that there are. */
public final class TimezoneRoutes implements Feature {
  private final TimeSource time;

  /** With the clock that says which offset holds now. */
  public TimezoneRoutes(TimeSource time) {
    this.time = time;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/settings/timezone", this::own).get("/api/timezones", this::all);
  }

  private RouteResponse own(ApiRequest call) {
    ZoneId zone = ZoneId.systemDefault();
    return RouteResponse.ok(
        new SettingResponses.TimezoneResponse(
            zone.getDisplayName(TextStyle.FULL, call.locale()),
            zone.getRules().getOffset(time.instant()).getId().replace("Z", "+00:00"),
            zone));
  }

  private RouteResponse all(ApiRequest call) {
    return RouteResponse.ok(
        new SettingResponses.TimezoneList(new TreeSet<>(ZoneId.getAvailableZoneIds())));
  }
}
