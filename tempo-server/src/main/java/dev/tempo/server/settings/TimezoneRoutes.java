package dev.tempo.server.settings;

import dev.tempo.server.http.Call;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Reply;
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

  private Reply own(Call call) {
    ZoneId zone = ZoneId.systemDefault();
    return Reply.ok(
        new SettingResponses.TimezoneResponse(
            zone.getDisplayName(TextStyle.FULL, call.locale()),
            zone.getRules().getOffset(time.instant()).getId().replace("Z", "+00:00"),
            zone));
  }

  private Reply all(Call call) {
    return Reply.ok(new SettingResponses.TimezoneList(new TreeSet<>(ZoneId.getAvailableZoneIds())));
  }
}
