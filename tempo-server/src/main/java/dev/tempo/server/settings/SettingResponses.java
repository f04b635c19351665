package dev.tempo.server.settings;

import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;

/** What is answered about how the server calls itself, and about time zones. */
final class SettingResponses {
  private SettingResponses() {}

  @Schema("Branding")
  record BrandingResponse(
      String productName,
      Optional<String> accentColor,
      Optional<String> logoUrl,
      String theme,
      String language)
      implements ApiResponse {

    static BrandingResponse of(Branding branding) {
      return new BrandingResponse(
          branding.productName(),
          branding.accentColor(),
          branding.logoUrl(),
          branding.theme(),
          branding.language());
    }
  }

  @Schema("Timezone")
  record TimezoneResponse(String name, String offset, ZoneId iana) implements ApiResponse {}

  @Schema("Timezones")
  record TimezoneList(Collection<String> timezones) implements ApiResponse {}
}
