package dev.tempo.server.settings;

import dev.tempo.server.http.json.ApiResponse;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;

/** What is answered about how the server calls itself, and about time zones. */
final class SettingResponses {
  private SettingResponses() {}

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

  record TimezoneResponse(String name, String offset, ZoneId iana) implements ApiResponse {}

  record TimezoneList(Collection<String> timezones) implements ApiResponse {}
}
