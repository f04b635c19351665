package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.NodeOptions;
import dev.tempo.Nodes;
import dev.tempo.engine.queue.QueueCatalog;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.LoopCommand;
import dev.tempo.engine.turn.RequestCommand;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.Turn;
import dev.tempo.event.Event;
import dev.tempo.store.cluster.ClusterStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** An engine that has its store for itself: it decides from the start to the end. Thread-safe. */
final class LoneNode implements Node {
  private static final int LOOP_SECONDS = 3;

  /** Nobody can ask anything of an engine that has not started, so it does not wait for ever. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(4);

  private final EngineSettings settings;
  private final NodeParts parts;
  private final UUID id = Ids.next();
  private final Decider decider;
  private volatile Instant startedAt = Instant.EPOCH;

  LoneNode(EngineSettings settings, NodeParts parts) {
    this.settings = settings;
    this.parts = parts;
    RetryingStore.Pause pause = settings.isManual() ? millis -> {} : Engine::pause;
    RetryingStore store =
        new RetryingStore(settings.store(), settings.time(), parts.events(), pause);
    Turn.Listeners listeners = new Turn.Listeners(id, parts.events(), parts.waiters());
    this.decider =
        Decider.alone(
            store,
            new Decider.Means(
                settings,
                settings.time(),
                parts.workshop(),
                listeners,
                parts.labels(),
                parts.afterEnds()));
    decider.loop().onEnd(parts.onEnd());
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public UUID id() {
    return id;
  }

  @Override
  public List<Nodes.NodeInfo> list() {
    NodeOptions options = settings.life().node().orElse(NodeOptions.DEFAULT);
    NodeIdentity identity = new NodeIdentity(id, NodeIdentity.programVersion());
    return List.of(
        new Nodes.NodeInfo(
            id,
            options.name().orElseGet(identity::name),
            options.labels(),
            options.address(),
            identity.version(),
            Nodes.State.ALIVE,
            false,
            true,
            startedAt,
            settings.time().nowMillis(),
            settings.store().runs().running().size()));
  }

  @Override
  public Optional<ClusterStore> shared() {
    return Optional.empty();
  }

  @Override
  public boolean isLed() {
    return true;
  }

  @Override
  public Map<UUID, String> namesOfRuns(Collection<UUID> runIds) {
    return Map.of();
  }

  @Override
  public boolean drain(UUID nodeId, boolean drain) {
    return nodeId.equals(id);
  }

  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public Optional<Decider> decider() {
    return Optional.of(decider);
  }

  @Override
  public void start(boolean afterRestore) {
    startedAt = settings.time().nowMillis();
    CompletableFuture<Void> recovered = parts.answers().open();
    LoopCommand begin = turn -> decider.begin(turn, recovery(afterRestore), recovered);
    decider.submit(
        new RequestCommand(recovered, "Taking up what an earlier engine left", List.of(), begin));
    RetryingStore store = decider.parts().store();
    store.giveUpAfter(START_PATIENCE);
    try {
      if (!settings.isManual()) {
        decider.loop().start("tempo-engine", settings.life().daemon());
      } else {
        runUntilIdle();
      }
      Engine.await(recovered);
    } catch (RuntimeException e) {
      throw gaveUp(store).orElse(e);
    }
    store.neverGiveUp();
    Optional<RuntimeException> late = gaveUp(store);
    if (late.isPresent()) {
      throw late.get();
    }
  }

  private static Optional<RuntimeException> gaveUp(RetryingStore store) {
    return store.isGivenUp() ? store.failure().map(failure -> failure) : Optional.empty();
  }

  private LoopCommand recovery(boolean afterRestore) {
    WorkStarter starter = decider.starter().orElseThrow();
    return afterRestore
        ? new RestoreRecovery(decider.parts())::recover
        : new Recovery(decider.parts(), starter::adopt, parts.workshop(), id)::recover;
  }

  @Override
  public boolean isAlive() {
    return decider.loop().isAlive();
  }

  @Override
  public void runUntilIdle() {
    do {
      decider.loop().turn();
    } while (decider.loop().untilNext(Duration.ofDays(1)).isZero());
  }

  @Override
  public Duration untilNext(Duration limit) {
    return decider.loop().untilNext(limit);
  }

  /** Only the loop knows what runs. */
  @Override
  public boolean isOn(Thread thread) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    WorkStarter starter = decider.starter().orElseThrow();
    decider.submit(turn -> answer.complete(starter.isOn(thread)));
    return answer.completeOnTimeout(false, LOOP_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public <T> void ask(Request<T> request, CompletableFuture<T> answer) {
    LoopCommand command =
        turn -> {
          T value = request.decide(decider.parts(), turn);
          turn.afterCommit(() -> answer.complete(value));
        };
    decider.submit(new RequestCommand(answer, "A request", request.edits(), command));
  }

  @Override
  public void whileDeciding(BiConsumer<EngineComponents, Turn> action) {
    decider.submit(turn -> action.accept(decider.parts(), turn));
  }

  @Override
  public void later(Duration delay, Runnable action) {
    decider.submit(
        turn -> {
          long due = turn.nanos() + DurationFormat.nanos(delay);
          decider.parts().deadlines().at(due, later -> action.run());
        });
  }

  @Override
  public QueueCatalog queueCatalog() {
    return decider.parts().queues().catalog();
  }

  @Override
  public void tellDeleted(List<UUID> runIds) {
    parts.events().publish(new Event.RunsDeleted(settings.time().nowMillis(), runIds));
  }

  @Override
  public void close() {
    new Shutdown(this, settings, decider, parts.waiters()).run();
  }
}
