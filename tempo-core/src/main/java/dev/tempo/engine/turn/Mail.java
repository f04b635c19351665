package dev.tempo.engine.turn;

import dev.tempo.event.Event;
import dev.tempo.store.cluster.Mailbox;
import java.util.Objects;
import java.util.UUID;

/** What a turn has besides its changes, where several nodes share a store. */
public sealed interface Mail {

  /** The answer to a command of a node. */
  record Answered(Mailbox.Answer answer) implements Mail {
    public Answered {
      Objects.requireNonNull(answer, "answer");
    }
  }

  /** An outcome was dealt with. */
  record Dealt(UUID outcomeId) implements Mail {
    public Dealt {
      Objects.requireNonNull(outcomeId, "outcomeId");
    }
  }

  /** A run that is under way is another incarnation's from now on. */
  record Moved(UUID runId, UUID incarnation) implements Mail {
    public Moved {
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(incarnation, "incarnation");
    }
  }

  /** What the next leader has to know is this from now on. */
  record HandedOver(byte[] state) implements Mail {
    public HandedOver {
      Objects.requireNonNull(state, "state");
    }
  }

  /** Something happened that other nodes tell, too. */
  record Told(Event event) implements Mail {
    public Told {
      Objects.requireNonNull(event, "event");
    }
  }
}
