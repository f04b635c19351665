package dev.tempo.server.i18n;

import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says messages by a catalogue, with the plural forms of the language that the text is in, and with
 * numbers and times as the language writes them.
 *
 * @param catalog the texts
 */
record CatalogTranslation(MessageCatalog catalog) implements Translation {
  private static final String OTHER = ".other";
  private static final String DAY = "api.unit.day";

  @Override
  public String language() {
    return catalog.language();
  }

  @Override
  public Object texts() {
    return catalog;
  }

  @Override
  public String text(Message message) {
    Map<String, Object> values = new LinkedHashMap<>();
    MessageValues format = new MessageValues(locale(), catalog.texts().getOrDefault(DAY, "d"));
    message
        .arguments()
        .forEach(
            (name, value) ->
                values.put(
                    name, value instanceof Message inner ? text(inner) : format.text(value)));
    return Message.fill(template(message), values);
  }

  private String template(Message message) {
    String key = Messages.key(message);
    String other = key + OTHER;
    String found =
        message.arguments().get(Message.COUNT) instanceof Number count
                && catalog.texts().containsKey(other)
            ? catalog.texts().getOrDefault(form(key, count), catalog.texts().get(other))
            : catalog.texts().get(key);
    return found == null ? message.english() : found;
  }

  private String form(String key, Number count) {
    String language =
        catalog.english().contains(key + OTHER) ? MessageCatalog.ENGLISH : catalog.language();
    return key + "." + PluralRules.category(language, count);
  }
}
