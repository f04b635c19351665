package dev.tempo.server.message;

import dev.tempo.message.Message;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Says messages in one language. Thread-safe. */
public interface Translation {
  /** English as it stands in the code and in our catalogue. */
  Translation ENGLISH =
      new Translation() {
        @Override
        public String language() {
          return "en";
        }

        @Override
        public String text(Message message) {
          return message.text();
        }

        @Override
        public String kept(String english) {
          return english;
        }

        @Override
        public String note(String english) {
          return english;
        }
      };

  /** The code of the language. */
  String language();

  /** A message in this language; in English as far as the language lacks it. */
  String text(Message message);

  /** A text that was kept in English, in this language if the library has said it. */
  default String kept(String english) {
    return text(Messages.kept(english));
  }

  /** Likewise, where people write texts of their own, too; see {@link Messages#note}. */
  default String note(String english) {
    return text(Messages.note(english));
  }

  /** Messages in this language, in their order. */
  default List<String> texts(Collection<Message> messages) {
    return messages.stream().map(this::text).toList();
  }

  /** What the texts are taken from: another object when they are others. */
  default Object texts() {
    return this;
  }

  /** The language for what Java formats. */
  default Locale locale() {
    return Locale.forLanguageTag(language());
  }
}
