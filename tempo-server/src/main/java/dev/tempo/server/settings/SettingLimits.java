package dev.tempo.server.settings;

import dev.tempo.server.http.json.ApiResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a program can check of the values that a setting may have, as the API shows it. */
record SettingLimits(
    @LeftOutIfEmpty OptionalInt minimum,
    @LeftOutIfEmpty OptionalInt maximum,
    @LeftOutIfEmpty OptionalInt minLength,
    @LeftOutIfEmpty OptionalInt maxLength,
    @LeftOutIfEmpty OptionalInt maxItems,
    @LeftOutIfEmpty Optional<List<String>> options)
    implements ApiResponse {
  private static final OptionalInt ANY = OptionalInt.empty();

  static final SettingLimits NONE = new SettingLimits(ANY, ANY, ANY, ANY, ANY, Optional.empty());

  static SettingLimits range(int min, int max) {
    return new SettingLimits(
        OptionalInt.of(min), OptionalInt.of(max), ANY, ANY, ANY, Optional.empty());
  }

  static SettingLimits length(int max) {
    return new SettingLimits(ANY, ANY, ANY, OptionalInt.of(max), ANY, Optional.empty());
  }

  static SettingLimits length(int min, int max) {
    return new SettingLimits(
        ANY, ANY, OptionalInt.of(min), OptionalInt.of(max), ANY, Optional.empty());
  }

  static SettingLimits choice(List<String> options) {
    return new SettingLimits(ANY, ANY, ANY, ANY, ANY, Optional.of(List.copyOf(options)));
  }

  static SettingLimits list(int maxItems, int maxLength) {
    return new SettingLimits(
        ANY, ANY, ANY, OptionalInt.of(maxLength), OptionalInt.of(maxItems), Optional.empty());
  }
}
