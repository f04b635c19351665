package dev.tempo.server.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a notice that was read before an attempt ended. */
final class NotificationStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T07:00:00Z");

  @TempDir Path directory;

  @Test
  void noticeThatWasReadBeforeAnAttemptEnded_isNotUntried() {
    try (SqliteStore store = SqliteStore.open(directory)) {
      NotificationStore notices = new NotificationStore(store.database());
      QueuedNotification fresh =
          new QueuedNotification(
              UUID.randomUUID(),
              UUID.randomUUID(),
              Channel.EMAIL,
              "ann@example.org",
              "{}",
              new QueuedNotification.Progress(NOW, 0));
      notices.add(List.of(fresh));
      assertThat(notices.isUntried(fresh)).isTrue();

      notices.tried(fresh, Optional.of(NOW), Optional.of("busy"));
      assertThat(notices.isUntried(fresh)).isFalse();
      QueuedNotification again = notices.due(fresh.lane(), NOW, 1).getFirst();
      assertThat(notices.isUntried(again)).isTrue();

      notices.tried(again, Optional.empty(), Optional.empty());
      assertThat(notices.isUntried(again)).isFalse();
    }
  }
}
