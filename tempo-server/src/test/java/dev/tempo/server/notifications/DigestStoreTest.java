package dev.tempo.server.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.notifications.DigestStore.Frequency;
import dev.tempo.server.notifications.DigestStore.Wish;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.User;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of a wish that changes while its digest is written. */
final class DigestStoreTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T07:00:00Z");
  private static final Instant DUE = BEGIN.plus(Duration.ofDays(1));

  @TempDir Path directory;

  @Test
  void told_changesWhatWasRead_andBringsNothingBack() {
    try (SqliteStore store = SqliteStore.open(directory)) {
      UUID user = user(new UserStore(store.database()));
      DigestStore digests = new DigestStore(store.database());
      Wish read = new Wish(user, Frequency.DAILY, BEGIN);
      digests.save(read);
      digests.told(read, DUE);
      assertThat(digests.wish(user)).contains(new Wish(user, Frequency.DAILY, DUE));

      Wish weekly = new Wish(user, Frequency.WEEKLY, DUE);
      digests.save(weekly);
      digests.told(new Wish(user, Frequency.DAILY, DUE), DUE.plus(Duration.ofDays(1)));
      digests.told(read, DUE.plus(Duration.ofDays(1)));
      assertThat(digests.wish(user)).contains(weekly);

      digests.delete(user);
      digests.told(weekly, DUE.plus(Duration.ofDays(7)));
      assertThat(digests.wish(user)).isEmpty();
    }
  }

  private static UUID user(UserStore users) {
    User user =
        new User(
            UUID.randomUUID(),
            new User.Account("ann", Optional.empty(), Role.VIEWER, true),
            User.Preferences.DEFAULT,
            Instant.EPOCH,
            Optional.empty());
    users.insert(user, "x");
    return user.id();
  }
}
