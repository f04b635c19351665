package dev.tempo.server.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tempo.TempoMessages;
import dev.tempo.message.Localizable;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import dev.tempo.message.MessageTemplates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes messages of the server's own texts. Their English stands in the catalogue and nowhere else;
 * code has their keys, which begin with {@value #OWN}. Thread-safe.
 *
 * {@snippet :
 * throw ApiException.conflict(message("api.job.nameTaken", "name", name));
 * }
 */
public final class Messages {
  /** With what keys of the server's texts begin; pages do without those. */
  public static final String OWN = "api.";

  /** What stands before the codes of the library's texts in the catalogues. */
  public static final String CORE = "core.";

  /** With what keys of those texts begin that are kept in English, to be known again. */
  private static final String KEPT = OWN + "kept";

  /** Likewise, of those that stand where people write texts of their own, as notes of versions. */
  private static final String NOTE = OWN + "note";

  /** The code of a text that is English in all languages, as it comes from elsewhere. */
  static final String AS_IT_IS = "asItIs";

  /** The library's reason of what waits for an engine that does not get on, mostly its store. */
  private static final String STUCK = "run.engineStuck";

  /** Problems of an engine that hold nothing from elsewhere. */
  private static final Set<String> HARMLESS = Set.of("health.threadEnded", "health.longTurn");

  private static final String PROBLEM = "problem";

  private static final String ENGLISH = "META-INF/ui/i18n/en.json";
  private static final String ONE = ".one";
  private static final String OTHER = ".other";

  /** Quickly read again, so let go when memory is short. */
  private static volatile SoftReference<Map<String, String>> english = new SoftReference<>(null);

  private static volatile SoftReference<MessageTemplates> kept = new SoftReference<>(null);

  private static volatile SoftReference<MessageTemplates> notes = new SoftReference<>(null);

  private Messages() {}

  /**
   * One of the server's texts.
   *
   * @param key in the catalogues, with {@value #OWN} before it
   * @param namesAndValues the name of an argument, its value, the next name, and so on
   * @throws IllegalArgumentException if a placeholder of the text has no argument
   */
  public static Message message(String key, Object... namesAndValues) {
    return Message.of(key, english(key), namesAndValues);
  }

  /**
   * One of the server's texts that count: its argument {@code count} chooses the form.
   *
   * @param key what the keys of all forms begin with
   */
  public static Message counted(String key, long count, Object... namesAndValues) {
    return Message.counted(key, count, english(key + ONE), english(key + OTHER), namesAndValues);
  }

  /**
   * What an exception says: in all languages if it can be said so, else as it is. What is not the
   * server's fault is told by such exceptions.
   */
  public static Message of(Throwable problem) {
    return problem instanceof Localizable localizable
        ? localizable.message()
        : kept(Objects.toString(problem.getMessage(), problem.toString()));
  }

  /**
   * What everybody may be told of a failure of the store or of files: a text of ours that holds
   * nothing from elsewhere, else that the log says more. Addresses, paths and the words of drivers
   * are for those who read that.
   */
  public static Message ofStore(Throwable failure) {
    Message said = of(failure);
    return said.arguments().isEmpty() ? said : message("api.store.fails");
  }

  /**
   * A reason as everybody may read it: what the store says within it that holds its runs back is
   * told as {@link #ofStore} tells it.
   */
  public static Message forEverybody(Message reason) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    reason
        .arguments()
        .forEach(
            (name, value) ->
                arguments.put(name, value instanceof Message inner ? forEverybody(inner) : value));
    if (reason.code().equals(STUCK) && !isHarmless(arguments.get(PROBLEM))) {
      arguments.put(PROBLEM, message("api.store.fails"));
    }
    return new Message(reason.code(), reason.english(), arguments);
  }

  /** Only texts of which each part is ours: others are taken for one of ours too easily. */
  private static boolean isHarmless(Object problem) {
    return problem instanceof Message known && HARMLESS.contains(known.code());
  }

  /**
   * A text that was kept in English, such as the end of a run or a line of its log: the message
   * that it was if the library or the server has said it, else the text as it is.
   */
  public static Message kept(String english) {
    return keptTexts().recognise(english).orElseGet(() -> asItIs(english));
  }

  /**
   * A text that was kept in English where people write texts of their own, too, such as the note of
   * a version: only a few are ours there, so that fewer of other people's words are taken for them.
   */
  public static Message note(String english) {
    MessageTemplates known = notes.get();
    if (known == null) {
      known = MessageTemplates.of(templates(NOTE));
      notes = new SoftReference<>(known);
    }
    return known.recognise(english).orElseGet(() -> asItIs(english));
  }

  /** The library's texts, and those of the server that are kept in English. */
  static MessageTemplates keptTexts() {
    MessageTemplates known = kept.get();
    if (known == null) {
      known =
          MessageTemplates.of(
              Stream.concat(TempoMessages.templates().all().stream(), templates(KEPT).stream())
                  .toList());
      kept = new SoftReference<>(known);
    }
    return known;
  }

  private static List<MessageTemplate> templates(String area) {
    MessageTemplates.Area own = new MessageTemplates.Area(area);
    read()
        .forEach(
            (key, text) -> {
              if (key.startsWith(area + '.')) {
                own.text(key.substring(area.length() + 1), text);
              }
            });
    return own.templates();
  }

  /** A text that comes from elsewhere, and is the same in all languages. */
  public static Message asItIs(String text) {
    return Message.of(AS_IT_IS, "{text}", "text", text);
  }

  /** The key of a message in the catalogues. */
  public static String key(Message message) {
    return message.code().startsWith(OWN) ? message.code() : CORE + message.code();
  }

  /** Whether a key is of a text that only the server says. */
  public static boolean isOfServer(String key) {
    return key.startsWith(OWN) || key.startsWith(CORE);
  }

  private static String english(String key) {
    Map<String, String> known = english.get();
    if (known == null) {
      known = read();
      english = new SoftReference<>(known);
    }
    return known.getOrDefault(key, key);
  }

  private static Map<String, String> read() {
    Map<String, String> texts = new HashMap<>();
    try (InputStream in = Messages.class.getClassLoader().getResourceAsStream(ENGLISH);
        JsonParser parser = new JsonFactory().createParser(in)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.VALUE_STRING
            && parser.currentName().startsWith(OWN)) {
          texts.put(parser.currentName(), parser.getText());
        }
      }
      return Map.copyOf(texts);
    } catch (IOException e) {
      throw new UncheckedIOException("The jar is damaged: " + ENGLISH + " cannot be read", e);
    }
  }
}
