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
    return Decision.asked(subject(), (turn, failure) -> answer.completeExceptionally(failure));
  }

  private Decision.Subject subject() {
    for (Object edit : edits) { // none, mostly
      if (edit instanceof UUID id) {
        return Decision.Subject.ofJob(doing, id);
      }
    }
    return Decision.Subject.of(doing);
  }
}
