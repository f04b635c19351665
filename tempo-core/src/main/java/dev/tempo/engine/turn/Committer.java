package dev.tempo.engine.turn;

import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.store.cluster.TurnResult;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How a turn is made durable: by the store alone, or under the fence of a leader. */
@FunctionalInterface
public interface Committer {
  /** For a store that is one engine's alone, which has no mail. */
  Committer ALONE =
      (store, changes, mail) -> {
        Set<UUID> refused = store.commit(changes);
        return refused.isEmpty() ? TurnResult.ALL_DONE : new TurnResult(refused, Set.of());
      };

  /** Makes changes and settles mail, all or none; making the same again has no further effect. */
  TurnResult commit(Store store, List<Change> changes, List<Mail> mail);

  /** A commit was given up, and it is not known whether it was made. */
  default void givenUp() {}
}
