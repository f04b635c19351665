package dev.tempo.server.groups.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupWatcherTest {
  @TempDir private Path directory;

  /** As on NFS and SMB, and where the system has no watches left. */
  @Test
  void withoutEvents_groupsAreLookedAtFromTimeToTime_andSoonWhileTheyAreWrittenTo()
      throws IOException {
    GroupsRoot root = new GroupsRoot(directory.resolve("groups"), () -> false);
    List<Set<String>> seen = new CopyOnWriteArrayList<>();
    AtomicInteger again = new AtomicInteger();
    GroupWatcher.Listener listener =
        groups -> {
          seen.add(Set.copyOf(groups.orElseGet(() -> Set.copyOf(root.look().ids()))));
          boolean restless = groups.isEmpty() && root.look().ids().contains("lab");
          if (groups.isPresent()) {
            again.incrementAndGet();
          }
          return restless && again.get() == 0 ? Set.of("lab") : Set.of();
        };
    try (GroupWatcher watcher =
        new GroupWatcher(root, () -> Duration.ofMillis(1_200), listener, Optional.empty())) {
      watcher.begin();
      Await.until("there is a look at nothing", () -> !seen.isEmpty());
      assertThat(seen.getFirst()).isEmpty();
      Files.createDirectories(directory.resolve("groups/lab"));
      Await.until("the poll finds it", () -> seen.contains(Set.of("lab")));
      Await.until("it is looked at again, as it was restless", () -> again.get() > 0);
      int looks = seen.size();
      Await.until("the poll goes on", () -> seen.size() > looks);
    }
  }
}
