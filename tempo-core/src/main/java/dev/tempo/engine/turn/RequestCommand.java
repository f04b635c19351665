package dev.tempo.engine.turn;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A command whose failure is returned to the caller. */
public record RequestCommand(
    CompletableFuture<?> answer, String doing, List<?> edits, LoopCommand command)
    implements LoopCommand {
  @Override
  public void apply(Turn turn) {
    command.apply(turn);
  }

  @Override
  public Decision decision() {
    Decision.Subject subject =
        edits.stream()
            .filter(UUID.class::isInstance)
            .map(id -> Decision.Subject.ofJob(doing, (UUID) id))
            .findFirst()
            .orElse(Decision.Subject.of(doing));
    return Decision.asked(subject, (turn, failure) -> answer.completeExceptionally(failure));
  }
}
