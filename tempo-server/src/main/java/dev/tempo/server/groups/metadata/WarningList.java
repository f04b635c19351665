package dev.tempo.server.groups.metadata;

import dev.tempo.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Collects what is wrong with one file, up to a number that somebody reads. For one thread. */
final class WarningList {
  private static final int LIMIT = 100;

  private final String file;
  private final List<MetadataWarning> warnings = new ArrayList<>();

  WarningList(String file) {
    this.file = file;
  }

  void add(int line, String field, Message message) {
    add(OptionalInt.of(line), Optional.of(field), message);
  }

  void add(int line, Message message) {
    add(OptionalInt.of(line), Optional.empty(), message);
  }

  void add(Message message) {
    add(OptionalInt.empty(), Optional.empty(), message);
  }

  private void add(OptionalInt line, Optional<String> field, Message message) {
    add(new MetadataWarning(file, line, field, message));
  }

  void add(MetadataWarning warning) {
    if (warnings.size() < LIMIT) {
      warnings.add(warning);
    }
  }

  List<MetadataWarning> all() {
    return List.copyOf(warnings);
  }
}
