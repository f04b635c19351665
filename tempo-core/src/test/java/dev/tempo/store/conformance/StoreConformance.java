package dev.tempo.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.store.Change;
import dev.tempo.store.Store;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What is asked of a {@link Store} that is opened anew for each question. */
abstract class StoreConformance {
  static final UUID ENGINE = new UUID(1, 2);

  final Runs make = new Runs();
  Store store;

  /** An empty store. */
  protected abstract Store open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** Makes changes that no store may refuse. */
  final void commit(Change... changes) {
    assertThat(store.commit(List.of(changes))).isEmpty();
  }
}
