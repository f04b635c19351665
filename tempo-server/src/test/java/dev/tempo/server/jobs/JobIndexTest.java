package dev.tempo.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.message.Message;
import dev.tempo.store.Change;
import dev.tempo.store.jdbc.Sql;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import dev.tempo.time.TimeSource;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known once all jobs are read, also of one that is deleted meanwhile. */
final class JobIndexTest {
  @TempDir Path directory;
  private final TimeSource time = VirtualClock.at(Instant.EPOCH);
  private final Job job = Job.named("any").task(Task.handler("work")).version(1).build();
  private SqliteStore store;
  private JobIndex index;

  @BeforeEach
  void open() {
    store = SqliteStore.open(directory);
    store.commit(List.of(new Change.SaveJob(job, List.of())));
    index = index();
    index.readAll(page -> {});
    assertThat(index.find(job.id())).isPresent();
  }

  private JobIndex index() {
    return new JobIndex(store.jobs(), new DetailsStore(store.database()), time);
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

  @Test
  void veryManyJobs_areKnownWithoutTheirDefinitions_andWhatThoseTellLater() throws Exception {
    saveVeryMany();
    JobIndex whole = index();
    whole.readAll(page -> {});
    assertThat(index.readHeads()).isTrue();
    assertThat(index.newestFirst()).isEqualTo(whole.newestFirst());
    store
        .database()
        .write(c -> Sql.of(c, "UPDATE job SET zone = 'Mars/Base' WHERE key = 'job 2'").execute());
    CountDownLatch others = new CountDownLatch(5_001);
    JobEnvironments environments = new NoEnvironments(others);

    DefinitionReader reader = DefinitionReader.start(store.jobs(), index, environments);
    assertThat(others.await(1, TimeUnit.MINUTES)).isTrue();
    reader.close();

    assertThat(index.at("job 2").orElseThrow().enabled()).isFalse();
    assertThat(store.jobs().damages()).hasSize(1);
    assertThat(index.at("job 4").orElseThrow().enabled()).isTrue();
  }

  @Test
  void fewJobs_areReadAsAWhole() {
    assertThat(index.readHeads()).isFalse();
  }

  private void saveVeryMany() {
    List<Change> changes = new ArrayList<>();
    for (int number = 0; number < 5_000; number++) {
      Job.Builder one = Job.named("job " + number).task(Task.handler("work")).version(1);
      if (number % 5 == 0) {
        one.trigger(Trigger.after(job).withId(Ids.next()));
      }
      one.enabled(number % 3 != 0).queue("queue " + number % 4);
      changes.add(new Change.SaveJob(one.build(), List.of()));
    }
    store.commit(changes);
  }

  private record NoEnvironments(CountDownLatch known) implements JobEnvironments {
    @Override
    public void saved(Job job) {}

    @Override
    public void known(Job job) {
      known.countDown();
    }

    @Override
    public Standing of(Job job) {
      return Standing.NONE;
    }

    @Override
    public List<Message> warnings(Job job) {
      return List.of();
    }
  }
}
