package dev.tempo.store.jdbc.move;

import dev.tempo.store.jdbc.commit.GroupWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Reads tables on both sides, at the same time, and compares their sums. Not thread-safe. */
final class TableComparison {
  private final Consumer<StoreMove.Progress> listener;

  TableComparison(Consumer<StoreMove.Progress> listener) {
    this.listener = listener;
  }

  /** What a table has on both sides; empty if that is not the same. */
  Optional<StoreMove.Moved> compare(TableCatalog.Located from, TableCatalog.Located to) {
    TableMapping mapping = new TableMapping(from.shape(), to.shape());
    String name = from.shape().name();
    long total = TableCopier.count(from);
    CompletableFuture<TableDigest> other =
        CompletableFuture.supplyAsync(
            () -> digest(to, mapping, rows -> {}),
            task -> Thread.ofPlatform().name("tempo-compare").daemon().start(task));
    TableDigest own =
        digest(
            from,
            mapping,
            rows -> listener.accept(new StoreMove.Progress(name, rows, total, true)));
    TableDigest there = GroupWriter.await(other);
    String sum = own.sha256();
    return own.rows() == there.rows() && sum.equals(there.sha256())
        ? Optional.of(new StoreMove.Moved(name, own.rows(), sum))
        : Optional.empty();
  }

  private static TableDigest digest(
      TableCatalog.Located table, TableMapping mapping, LongConsumer progress) {
    TableDigest digest = new TableDigest(table.shape());
    TablePage page = TablePage.read(table.database(), table.shape(), Optional.empty());
    while (!page.isEmpty()) {
      digest.add(page, mapping);
      progress.accept(digest.rows());
      page =
          TablePage.read(table.database(), table.shape(), Optional.of(page.lastKey(table.shape())));
    }
    return digest;
  }
}
