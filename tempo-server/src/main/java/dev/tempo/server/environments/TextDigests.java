package dev.tempo.server.environments;

import dev.tempo.server.versions.VersionService;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * SHA-256 of texts, which is computed once for each long text as long as somebody has it: a list of
 * jobs asks for that of all their scripts each time. Thread-safe.
 */
final class TextDigests {
  /** To look for a short one would take as long. */
  private static final int LONG = 2_048;

  private final Map<String, String> known = new WeakHashMap<>();

  /** In hexadecimal digits, of the text in UTF-8. */
  String of(String text) {
    if (text.length() < LONG) {
      return VersionService.sha256(text);
    }
    synchronized (known) {
      return known.computeIfAbsent(text, VersionService::sha256);
    }
  }

  /** How many are known. */
  int size() {
    synchronized (known) {
      return known.size();
    }
  }
}
