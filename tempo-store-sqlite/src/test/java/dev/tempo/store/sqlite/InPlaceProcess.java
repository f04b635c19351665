package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.task.ScriptPlace;
import dev.tempo.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that runs scripts where they lie until it is killed, and says which runs those are. */
final class InPlaceProcess {
  private InPlaceProcess() {}

  /** Takes the data directory and that of the scripts. */
  public static void main(String[] arguments) throws Exception {
    Path group = Path.of(arguments[1]);
    SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
    Tempo tempo = Tempo.builder().store(store).build().start();
    for (Path file : new Path[] {group.resolve("long.sh"), group.resolve("long.py")}) {
      String text = Files.readString(file);
      ScriptPlace place = ScriptPlace.inPlace(file, group);
      boolean shell = file.toString().endsWith(".sh");
      Task task = shell ? Task.shell(text).withPlace(place) : Task.python(text).withPlace(place);
      Job job = tempo.save(Job.named(file.getFileName().toString()).task(task).build());
      System.out.println(tempo.run(job.id()).id());
    }
    new CountDownLatch(1).await();
  }
}
