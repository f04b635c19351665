package dev.tempo.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tempo.store.Store;
import dev.tempo.store.conformance.EngineConformance;
import dev.tempo.store.conformance.JobStoreConformance;
import dev.tempo.store.conformance.MetricStoreConformance;
import dev.tempo.store.conformance.QueueStoreConformance;
import dev.tempo.store.conformance.RunQueryConformance;
import dev.tempo.store.conformance.RunStoreConformance;
import dev.tempo.store.conformance.RunValueConformance;
import dev.tempo.store.conformance.TriggerConformance;
import dev.tempo.store.conformance.UpkeepConformance;
import dev.tempo.store.conformance.ValueConformance;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  @Nested
  class Jobs extends JobStoreConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class Runs extends RunStoreConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class Queues extends QueueStoreConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class RunValues extends RunValueConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class RunQueries extends RunQueryConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class Values extends ValueConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class Metrics extends MetricStoreConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class Upkeep extends UpkeepConformance {
    @Override
    protected Store open() {
      return new MemoryStore();
    }
  }

  @Nested
  class EngineOnIt extends EngineConformance {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Store open() {
      return store;
    }
  }

  @Nested
  class TriggersOnIt extends TriggerConformance {
    private final MemoryStore store = new MemoryStore();

    @Override
    protected Store open() {
      return store;
    }
  }

  @Test
  void keepingNothing_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryStore(0))
        .withMessageContaining("got 0");
  }

  @Test
  void memoryStore_hasNoDirectory() {
    assertThat(new MemoryStore().directory()).isEmpty();
  }
}
