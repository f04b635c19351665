package dev.tempo.python.requirement;

import java.util.Map;

/** Explains why a line that begins with an option is refused. */
final class UnsupportedPipOptions {
  private static final String FILES =
      "is refused, since it reads another file; write its lines here";
  private static final String INDEX =
      "is refused; the index is a setting of Tempo, the same for all environments";
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("-r", FILES),
          Map.entry("--requirement", FILES),
          Map.entry("-c", FILES),
          Map.entry("--constraint", FILES),
          Map.entry("-e", "is refused, since an environment must not change after it was built"),
          Map.entry(
              "--editable", "is refused, since an environment must not change after it was built"),
          Map.entry("-i", INDEX),
          Map.entry("--index-url", INDEX),
          Map.entry("--extra-index-url", INDEX),
          Map.entry("--no-index", INDEX),
          Map.entry("-f", INDEX),
          Map.entry("--find-links", INDEX),
          Map.entry("--trusted-host", INDEX));

  private UnsupportedPipOptions() {}

  /**
   * The reason.
   *
   * @param text begins with the option; what follows it may be glued to a short one
   */
  static String reason(String text) {
    String option = text.startsWith("--") ? text.split("[\\s=]", 2)[0] : shortOption(text);
    return option + " " + REASONS.getOrDefault(option, "is refused; only --hash is allowed");
  }

  private static String shortOption(String text) {
    return text.substring(0, Math.min(2, text.length()));
  }
}
