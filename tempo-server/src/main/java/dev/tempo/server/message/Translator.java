package dev.tempo.server.message;

import java.util.List;

/** Knows languages. Thread-safe. */
public interface Translator {
  /** The codes of all languages that there are just now. */
  List<String> languages();

  /** Says messages in a language; in English if there is no such language. */
  Translation in(String language);
}
