package dev.tempo.server.backup;

import dev.tempo.message.Message;
import java.util.List;
import java.util.Locale;

/**
 * What was restored by itself out of a backup. Immutable.
 *
 * @param kind of thing
 * @param id its identity here
 * @param name what it is called here
 * @param action what was done
 * @param notes what people should know, such as secrets that must be given again
 */
public record RestoredItem(
    BackupItem.Kind kind, String id, String name, Action action, List<Message> notes) {

  /** Copies the list. */
  public RestoredItem {
    notes = List.copyOf(notes);
  }

  /** What was done. */
  public enum Action {
    /** It was not here, and is again. */
    CREATED,
    /** What was here has become what it was. */
    REPLACED,
    /** It is here once more, under another name. */
    COPIED;

    /** As the API has it. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
