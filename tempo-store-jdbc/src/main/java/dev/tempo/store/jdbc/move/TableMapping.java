package dev.tempo.store.jdbc.move;

import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.TableShape;
import dev.tempo.store.jdbc.TableShape.Column;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a table become those of its like in a store of another kind: they are the same,
 * but for what one of them need not know. Where one has NULL for a number that the other always
 * has, as for what a run has used that has not ended, both mean zero. Immutable.
 */
final class TableMapping {
  /** Whether a chunk has an entry in the index over texts, which each store makes its own way. */
  private static final Set<String> MADE_ANEW = Set.of("chunk.indexed");

  private final TableShape source;
  private final boolean[] required;

  /**
   * Compares two tables.
   *
   * @throws StoreException if they have not the same columns and keys
   */
  TableMapping(TableShape source, TableShape target) {
    this.source = source;
    List<Column> columns = source.columns();
    if (!source.key().equals(target.key()) || !described(source).equals(described(target))) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "The table %s has not the same form on both sides, %s and %s; bring both up to date"
                  + " with the same version of Tempo first",
              source.name(),
              described(source),
              described(target)));
    }
    this.required = new boolean[columns.size()];
    for (int i = 0; i < required.length; i++) {
      required[i] = columns.get(i).required() || target.columns().get(i).required();
    }
  }

  private static List<String> described(TableShape table) {
    return table.columns().stream().map(column -> column.name() + " " + column.type()).toList();
  }

  /** Whether each store makes a column by itself, so that it need not be the same. */
  boolean isMadeAnew(String column) {
    return MADE_ANEW.contains(source.name() + "." + column);
  }

  /** A value as both sides mean it. */
  @Nullable Object shared(@Nullable Object value, int column) {
    if (value != null || !required[column]) {
      return value;
    }
    return switch (source.columns().get(column).type()) {
      case NUMBER -> (Object) 0L;
      case REAL -> (Object) 0.0;
      case TEXT, BYTES -> null;
    };
  }

  /** The rows of a page, as both sides mean them. */
  List<Object[]> shared(TablePage page) {
    for (@Nullable Object[] row : page.rows()) {
      for (int i = 0; i < row.length; i++) {
        row[i] = shared(row[i], i);
      }
    }
    return page.rows();
  }
}
