package dev.tempo.engine;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.message.Message;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says why runs wait, and why something did or did not run. Reads only. Thread-safe. */
public final class ExplainRequests {
  private final Engine engine;
  private final EngineSettings settings;
  private final Node node;
  private final WaitReasons reasons;

  ExplainRequests(Engine engine, EngineSettings settings, Node node) {
    this.engine = engine;
    this.node = node;
    this.settings = settings;
    this.reasons = new WaitReasons(settings.store(), node, settings.time());
  }

  /** Whether firing and starting are stopped. */
  public boolean isPaused() {
    return node.isPaused();
  }

  /** Says why something did or did not run. */
  public Explainer explainer() {
    return new Explainer(settings.store(), settings.time(), this::reason);
  }

  /** Why those of these runs wait that are queued, without those that may start at any moment. */
  public Map<UUID, Message> waitReasons(Collection<Run> runs) {
    return reasons.of(runs);
  }

  /** Those of these runs that are queued, each with what it waits for, in a sentence. */
  public Map<UUID, String> waiting(Collection<Run> runs) {
    Map<UUID, Message> known = reasons.of(runs);
    Explainer explainer =
        new Explainer(
            settings.store(), settings.time(), run -> Optional.ofNullable(known.get(run.id())));
    return runs.stream()
        .filter(run -> run.status() == RunStatus.QUEUED)
        .collect(Collectors.toMap(Run::id, explainer::waiting));
  }

  /** Why a queued run is held back from its turn; empty if it is not. */
  public Optional<String> blockedReason(Run run) {
    return reason(run).filter(why -> !WaitReasons.isItsTurn(why)).map(Message::text);
  }

  /** What is held back for a moment is known to whoever decides alone. */
  private Optional<Message> reason(Run run) {
    Optional<Message> why = Optional.ofNullable(reasons.of(List.of(run)).get(run.id()));
    boolean isKnown = engine.decider().isPresent() || run.status() != RunStatus.QUEUED;
    return isKnown || why.filter(found -> !WaitReasons.isItsTurn(found)).isPresent()
        ? why
        : engine.answer(engine.ask(new RunCommand.AskReason(run))).message().or(() -> why);
  }
}
