package dev.tempo.server.backup;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that restores single things out of backups; each area adds its own when the server is put
 * together. Thread-safe.
 */
public final class ItemRestorers {
  private final List<ItemRestorer> all = new CopyOnWriteArrayList<>();

  /** Adds one. */
  public void add(ItemRestorer restorer) {
    all.add(restorer);
  }

  /** All, in the order of their kinds. */
  List<ItemRestorer> all() {
    return all.stream().sorted(Comparator.comparing(ItemRestorer::kind)).toList();
  }

  /** The one of a kind. */
  ItemRestorer of(BackupItem.Kind kind) {
    return all.stream()
        .filter(one -> one.kind() == kind)
        .findAny()
        .orElseThrow(() -> new IllegalStateException("nothing restores a " + kind));
  }
}
