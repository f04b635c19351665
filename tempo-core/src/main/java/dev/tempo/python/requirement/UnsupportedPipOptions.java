package dev.tempo.python.requirement;

import dev.tempo.internal.message.RequirementMessages;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import java.util.Map;

/** Explains why a line that begins with an option is refused. */
final class UnsupportedPipOptions {
  private static final MessageTemplate FILES = RequirementMessages.OPTION_FILE;
  private static final MessageTemplate INDEX = RequirementMessages.OPTION_INDEX;
  private static final MessageTemplate EDITABLE = RequirementMessages.OPTION_EDITABLE;
  private static final Map<String, MessageTemplate> REASONS =
      Map.ofEntries(
          Map.entry("-r", FILES),
          Map.entry("--requirement", FILES),
          Map.entry("-c", FILES),
          Map.entry("--constraint", FILES),
          Map.entry("-e", EDITABLE),
          Map.entry("--editable", EDITABLE),
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
  static Message reason(String text) {
    String option = text.startsWith("--") ? text.split("[\\s=]", 2)[0] : shortOption(text);
    return REASONS.getOrDefault(option, RequirementMessages.OPTION).of(option);
  }

  private static String shortOption(String text) {
    return text.substring(0, Math.min(2, text.length()));
  }
}
