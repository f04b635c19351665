package dev.tempo.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
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
      String language,
      boolean publicPreview)
      implements ApiResponse {

    static BrandingResponse of(Branding branding, boolean publicPreview) {
      return new BrandingResponse(
          branding.productName(),
          branding.accentColor(),
          branding.logoUrl(),
          branding.theme(),
          branding.language(),
          publicPreview);
    }
  }

  @Schema("Timezone")
  record TimezoneResponse(String name, String offset, ZoneId iana) implements ApiResponse {}

  @Schema("Timezones")
  record TimezoneList(Collection<String> timezones) implements ApiResponse {}

  @Schema("Settings")
  record SettingList(List<SettingResponse> settings, boolean restartPending)
      implements ApiResponse {}

  /**
   * A setting.
   *
   * @param variable the environment variable that fixes it
   * @param allowed which values there are, in words
   * @param origin where its value comes from
   * @param problem why the value does not hold, though it was saved
   */
  @Schema("Setting")
  record SettingResponse(
      String name,
      String variable,
      String description,
      String type,
      String allowed,
      @Unwrapped SettingLimits limits,
      @Unwrapped Value value,
      String origin,
      boolean readOnly,
      boolean needsRestart,
      boolean restartPending,
      Optional<String> problem)
      implements ApiResponse {}

  /** What a setting holds. */
  sealed interface Value extends ApiResponse {}

  /** What nobody is shown again: only whether there is something. */
  record Secret(Optional<String> value, boolean set) implements Value {}

  /** A text, number, flag or list of texts. */
  record Open(JsonNode value, @Named("default") JsonNode defaultValue) implements Value {}
}
