package dev.tempo.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.store.Change;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known once all jobs are read, also of one that is deleted meanwhile. */
final class JobIndexTest {
  @TempDir Path directory;
  private final Job job = Job.named("any").task(Task.handler("work")).version(1).build();
  private SqliteStore store;
  private JobIndex index;

  @BeforeEach
  void open() {
    store = SqliteStore.open(directory);
    store.commit(List.of(new Change.SaveJob(job, List.of())));
    index = new JobIndex(store.jobs(), new DetailsStore(store.database()), TimeSource.system());
    index.readAll(page -> {});
    assertThat(index.find(job.id())).isPresent();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void jobThatIsDeletedWhileAllAreRead_doesNotComeBack() {
    index.readAll(
        page -> {
          store.commit(List.of(new Change.DeleteJob(job.id())));
          index.remove(job.id());
        });
    assertThat(index.find(job.id())).isEmpty();
    assertThat(index.at(job.key())).isEmpty();
  }

  @Test
  void manyJobs_areEachReadOnce() {
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < 2_345; number++) {
      Job one = Job.named("job " + number).task(Task.handler("work")).version(1).build();
      changes.add(new Change.SaveJob(one, List.of()));
    }
    store.commit(changes);
    List<String> read = new ArrayList<>();

    index.readAll(page -> page.forEach(one -> read.add(one.key())));

    assertThat(read).hasSize(2_346).doesNotHaveDuplicates();
    assertThat(index.all().map(JobIndexEntry::key)).containsExactlyInAnyOrderElementsOf(read);
  }
}
